import { chmod, chown, mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { findConfigFile } from '../../../harness/options/config-search.ts'
import { belongsToStranger } from '../../../harness/options/trusted-program.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** `outer/repo/deep`, with `.git` in `repo`. */
async function repository() {
  const outer = await realpath(await temporaryFolder())
  const repo = join(outer, 'repo')
  const deep = join(repo, 'deep')
  await mkdir(deep, { recursive: true })
  await mkdir(join(repo, '.git'))
  return { outer, repo, deep }
}

const write = async (folder: string, name = 'evalkit.config.yaml') => {
  await writeFile(join(folder, name), '{}')
  return join(folder, name)
}

describe('a config file', () => {
  it('is found up to the root of the repository, and not above it', async () => {
    const { outer, repo, deep } = await repository()
    await write(outer)
    expect(await findConfigFile(deep)).toBeUndefined()
    const path = await write(repo)
    expect(await findConfigFile(deep)).toEqual({ path, unread: [] })
  })

  it('is found in a worktree, whose .git is a file', async () => {
    const outer = await realpath(await temporaryFolder())
    await mkdir(join(outer, 'tree/deep'), { recursive: true })
    await writeFile(join(outer, 'tree/.git'), 'gitdir: elsewhere\n')
    const path = await write(join(outer, 'tree'))
    expect((await findConfigFile(join(outer, 'tree/deep')))?.path).toBe(path)
  })

  it('is found up to the home folder, and not above it', async () => {
    const outer = await realpath(await temporaryFolder())
    await mkdir(join(outer, 'home/project/deep'), { recursive: true })
    vi.stubEnv('HOME', join(outer, 'home'))
    await write(outer)
    expect(await findConfigFile(join(outer, 'home/project/deep'))).toBeUndefined()
    const path = await write(join(outer, 'home'))
    expect((await findConfigFile(join(outer, 'home/project/deep')))?.path).toBe(path)
  })

  it('is found in the working folder alone where there is neither', async () => {
    const outer = await realpath(await temporaryFolder())
    await mkdir(join(outer, 'deep'))
    vi.stubEnv('HOME', '/nowhere')
    const path = await write(outer)
    expect(await findConfigFile(join(outer, 'deep'))).toBeUndefined()
    expect((await findConfigFile(outer))?.path).toBe(path)
  })

  it.each([
    ...['evalkit.config.toml', 'evalkit.config.mjs', '.evalkitrc', 'evalkit.config.yaml.txt'],
    ...['evalkit.config', 'Evalkit.config.YML'],
  ])('names %s beside it, which is not read', async (name) => {
    const { repo } = await repository()
    await write(repo)
    const other = await write(repo, name)
    expect((await findConfigFile(repo))?.unread).toEqual([other])
  })
})

describe.skipIf(process.getuid === undefined)('a config in YAML', () => {
  it('is used where it belongs to whoever owns the working folder, and refused where it belongs to a stranger', async () => {
    const { repo, deep } = await repository()
    const path = await write(repo)
    if (process.getuid?.() === 0) await chown(path, 54_321, 54_321)
    else vi.spyOn(process, 'getuid').mockReturnValue(54_322)
    expect(await belongsToStranger(path, path)).toBe(false)
    expect(await belongsToStranger(path, '/')).toBe(true)
    if (process.getuid?.() !== 0) return // whose folders cannot be given away
    await expect(findConfigFile(deep)).rejects.toThrow(/evalkit\.config\.yaml: belongs to another user/)
    await chown(deep, 54_321, 54_321)
    expect((await findConfigFile(deep))?.path).toBe(path)
  })
})

describe('a config in TypeScript', () => {
  it('runs where it belongs to the user and to the repository', async () => {
    const { repo, deep } = await repository()
    const path = await write(repo, 'evalkit.config.ts')
    expect((await findConfigFile(deep))?.path).toBe(path)
  })

  it('does not run outside of a repository', async () => {
    const folder = await realpath(await temporaryFolder())
    const path = await write(folder, 'evalkit.config.ts')
    await expect(findConfigFile(folder)).rejects.toMatchObject({
      name: 'UsageError',
      message: `${path}: a program that evalkit does not run by itself, because it lies outside of a repository`,
      hint: `If you trust it, name it: --config ${path}. A config in YAML needs no trust of this kind.`,
    })
  })

  it('does not run as a link to the outside', async () => {
    const { outer, repo } = await repository()
    await symlink(await write(outer, 'other.ts'), join(repo, 'evalkit.config.ts'))
    await expect(findConfigFile(repo)).rejects.toThrow(
      /because it is a link to .*other\.ts, outside of the repository$/,
    )
  })

  it.skipIf(process.getuid === undefined)('does not run where another user owns it', async () => {
    const { repo } = await repository()
    await write(repo, 'evalkit.config.ts')
    vi.spyOn(process, 'getuid').mockReturnValue(54_321)
    await expect(findConfigFile(repo)).rejects.toThrow(/because it belongs to another user$/)
  })

  it.skipIf(process.getuid === undefined)('does not run where everybody may write it, or replace it', async () => {
    const { repo } = await repository()
    const path = await write(repo, 'evalkit.config.ts')
    await chmod(path, 0o666)
    await expect(findConfigFile(repo)).rejects.toThrow(/because everybody may write it$/)
    await chmod(path, 0o644)
    await chmod(repo, 0o777)
    await expect(findConfigFile(repo)).rejects.toThrow(/because everybody may write its folder$/)
  })
})
