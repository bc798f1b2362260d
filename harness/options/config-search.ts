/**
 * Finds the config file: in the working folder or above it, up to the root of the repository or the user's home folder.
 *
 * A folder above both belongs to somebody else, such as `/tmp`, where anybody could leave a config for everybody.
 */
import { readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import { belongsToStranger, reasonNotToRun } from './trusted-program.ts'

const NAMES = ['evalkit.config.yaml', 'evalkit.config.yml', 'evalkit.config.json', 'evalkit.config.ts']

/** Names of config files in formats that evalkit does not read. */
const UNREAD =
  /^evalkit\.config\.([cm]?js|[cm]ts|[jt]sx|json|json5|jsonc|toml|ini|cfg|conf|ya?ml|ya?ml\.txt|txt|xml|ts)$|^evalkit\.config$|^\.evalkitrc/i

export interface FoundConfig {
  readonly path: string
  /** Files beside it that look like a config file, and are not read. */
  readonly unread: readonly string[]
}

/**
 * @returns undefined where there is none
 * @throws UsageError for a folder with two config files, for one that would be ignored, and for a program that is not to be trusted
 */
export async function findConfigFile(from: string): Promise<FoundConfig | undefined> {
  const { folders, repository } = await searchedFolders(from)
  for (const folder of folders) {
    const there = await readdir(folder).catch((): string[] => [])
    const [name, another] = NAMES.filter((known) => there.includes(known))
    if (name !== undefined && another !== undefined) {
      throw new UsageError(`${folder} contains both ${name} and ${another}, but only one config file is read`, {
        hint: `Keep one of them, or name it: --config ${name}.`,
      })
    }
    const unread = there.filter((file) => UNREAD.test(file) && !NAMES.includes(file)).map((file) => join(folder, file))
    if (name !== undefined) {
      const path = join(folder, name)
      if (name.endsWith('.ts')) await requireOwnProgram(path, repository)
      else if (await belongsToStranger(path, from)) {
        throw new UsageError(
          `${path}: belongs to another user, and decides which servers get your prompts and variables`,
          {
            hint: `If you trust it, name it: --config ${path}.`,
          },
        )
      }
      return { path, unread }
    }
    if (unread[0] !== undefined) {
      throw new UsageError(`${unread[0]}: not a supported config file name`, {
        hint: `Write it as YAML, JSON or TypeScript: ${NAMES.join(', ')}.`,
      })
    }
  }
  return undefined
}

/** A config in TypeScript is a program, and was not asked for by name. */
async function requireOwnProgram(path: string, repository: string | undefined): Promise<void> {
  const reason =
    repository === undefined ? 'it lies outside of a repository' : await reasonNotToRun(path, { within: repository })
  if (reason === undefined) return
  throw new UsageError(`${path}: a program that evalkit does not run by itself, because ${reason}`, {
    hint: `If you trust it, name it: --config ${path}. A config in YAML needs no trust of this kind.`,
  })
}

interface Searched {
  /** The nearest first. */
  readonly folders: readonly string[]
  /** Root of the repository that the first one lies in. */
  readonly repository?: string
}

async function searchedFolders(from: string): Promise<Searched> {
  const home = await realpath((process.platform !== 'win32' && process.env.HOME) || homedir()).catch(() => undefined)
  const folders: string[] = []
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    folders.push(folder)
    if (await isThere(join(folder, '.git'))) return { folders, repository: folder }
    if (home !== undefined && (await realpath(folder).catch(() => folder)) === home) return { folders }
    if (dirname(folder) === folder) return { folders: folders.slice(0, 1) }
  }
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
