import { once } from 'node:events'
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  openRegularSync,
  readingProblem,
  readRegular,
  readText,
  requireNoLinks,
} from '../../../results/store/regular-file.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const problemOf = (path: string, most?: number) =>
  readRegular(path, most).then(
    () => undefined,
    (error: unknown) => readingProblem(error),
  )

describe('a regular file', () => {
  it('is read, also through a link', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), 'zwölf')
    await symlink('file', join(folder, 'link'))
    expect(await readText(join(folder, 'link'))).toBe('zwölf')
  })

  it('is no folder, device or socket, and not larger than it may be', async () => {
    const folder = await temporaryFolder()
    expect(await problemOf(folder)).toBe('it is a folder')
    expect(() => openRegularSync(folder)).toThrow(`${folder}: it is a folder`)
    expect(await problemOf(join(folder, 'none'))).toBe('no such file')
    await writeFile(join(folder, 'large'), '')
    await truncate(join(folder, 'large'), 3 * 2 ** 20)
    expect(await problemOf(join(folder, 'large'), 2 ** 20)).toBe('it has 3 MiB, and at most 1 MiB are read')
    if (process.platform === 'win32') return
    expect(await problemOf('/dev/null')).toBe('it is a device, not a file')
    const server = createServer().listen(join(folder, 'socket'))
    await once(server, 'listening')
    expect(await problemOf(join(folder, 'socket'))).toBe('it is a socket or a pipe, not a file')
    server.close()
  })

  it('is written through no link', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    await symlink('file', join(folder, 'link'))
    await mkdir(join(folder, 'folder'))
    await requireNoLinks([join(folder, 'file'), join(folder, 'none')])
    await expect(requireNoLinks([join(folder, 'link')])).rejects.toThrow(/link: it is a link, and nothing is written/)
    await expect(requireNoLinks([join(folder, 'folder')])).rejects.toThrow(/it is a folder/)
  })
})
