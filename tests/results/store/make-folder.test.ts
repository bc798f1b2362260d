import { existsSync, statSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeFolder, makeFolderSync } from '../../../results/store/make-folder.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

let cwd: string
beforeEach(async () => {
  cwd = await temporaryFolder()
})

const made = async (path: string) => makeFolderSync(path, 0o700)

describe.each([
  ['makeFolder', makeFolder],
  ['makeFolderSync', made],
])('%s', (_, make) => {
  it('makes a folder and those above it, and leaves one that exists', async () => {
    await make(join(cwd, 'a/b/c'))
    await writeFile(join(cwd, 'a/b/c/file'), '')
    await make(join(cwd, 'a/b/c'))
    expect(existsSync(join(cwd, 'a/b/c/file'))).toBe(true)
  })

  it('is made by several at once', async () => {
    await Promise.all([1, 2, 3].map(() => make(join(cwd, 'a/b/c'))))
    expect(statSync(join(cwd, 'a/b/c')).isDirectory()).toBe(true)
  })

  it('refuses a file in its place, a file above it, and a link to nowhere', async () => {
    await writeFile(join(cwd, 'file'), '')
    await symlink(join(cwd, 'nowhere/at/all'), join(cwd, 'link'))
    await expect(make(join(cwd, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(make(join(cwd, 'file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
    await expect(make(join(cwd, 'link'))).rejects.toThrow()
  })

  it.skipIf(!existsSync('/proc/self'))('ends where folders cannot be made, as below /proc', async () => {
    await expect(make('/proc/evalkit/runs')).rejects.toThrow()
  })
})

it('makes folders for the user alone', async () => {
  makeFolderSync(join(cwd, 'a/b'), 0o700)
  expect([statSync(join(cwd, 'a')), statSync(join(cwd, 'a/b'))].map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700])
})

it('follows a link to a folder', async () => {
  await mkdir(join(cwd, 'real'))
  await symlink(join(cwd, 'real'), join(cwd, 'link'))
  await makeFolder(join(cwd, 'link/a'))
  expect(existsSync(join(cwd, 'real/a'))).toBe(true)
})
