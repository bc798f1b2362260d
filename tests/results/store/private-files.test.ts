import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makePrivateFolder, reasonNotPrivate } from '../../../results/store/private-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

afterEach(() => vi.restoreAllMocks())

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

describe.skipIf(process.getuid === undefined)('a private folder', () => {
  it('is made with those above it', async () => {
    const path = join(await temporaryFolder(), 'a/b')
    expect(makePrivateFolder(path)).toBeUndefined()
    expect([await modeOf(path), await modeOf(join(path, '..'))]).toEqual([0o700, 0o700])
  })

  it('closes to others where others could only read', async () => {
    const path = await temporaryFolder()
    await chmod(path, 0o755)
    expect(makePrivateFolder(path)).toBeUndefined()
    expect(await modeOf(path)).toBe(0o700)
  })

  it('is not one where others can write, where it is another’s, or no folder', async () => {
    const path = await temporaryFolder()
    await chmod(path, 0o777)
    expect(makePrivateFolder(path)).toBe('can be written by everybody')
    await chmod(path, 0o700)
    await writeFile(join(path, 'file'), '')
    expect(makePrivateFolder(join(path, 'file'))).toMatch(/^cannot be made: EEXIST/)
    expect(makePrivateFolder(join(path, 'file/below'))).toMatch(/^cannot be made: ENOTDIR/)
    vi.spyOn(process, 'getuid').mockReturnValue(54_321)
    expect(makePrivateFolder(path)).toBe('belongs to another user')
  })
})

describe.skipIf(process.getuid === undefined)('a private file', () => {
  it('is one that others cannot write, or none', async () => {
    const path = join(await temporaryFolder(), 'file')
    expect(reasonNotPrivate(path)).toBeUndefined()
    await writeFile(path, '', { mode: 0o644 })
    expect(reasonNotPrivate(path)).toBeUndefined()
    await chmod(path, 0o666)
    expect(reasonNotPrivate(path)).toBe('can be written by everybody')
    await chmod(path, 0o664)
    expect(reasonNotPrivate(path)).toBeUndefined() // the user's own group
    vi.spyOn(process, 'getgid').mockReturnValue(54_321)
    expect(reasonNotPrivate(path)).toBe('can be written by its group')
    vi.spyOn(process, 'getuid').mockReturnValue(54_321)
    expect(reasonNotPrivate(path)).toBe('belongs to another user')
  })

  it('is no folder and no link', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'below'))
    await writeFile(join(folder, 'file'), '')
    await symlink(join(folder, 'file'), join(folder, 'link'))
    expect(reasonNotPrivate(join(folder, 'below'))).toBe('is not a regular file')
    expect(reasonNotPrivate(join(folder, 'link'))).toBe('is not a regular file')
  })
})
