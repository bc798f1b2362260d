/** Finds the program of a server. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import { UsageError } from '../../../results/errors.ts'
import { presetOf } from './presets.ts'
import type { ServeSpec } from './serve-spec.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** @throws UsageError when it is not installed, or on Windows, which has no process groups */
export function findProgram(how: ServeSpec, env: Environment = process.env): string {
  const { preset, words, environment } = how
  if (process.platform === 'win32') {
    throw new UsageError('--serve: evalkit starts no servers on Windows', {
      hint: 'Run it in WSL, or start the server yourself and name it: vllm/MODEL@URL.',
    })
  }
  const { programs, install } = presetOf(how) ?? { programs: words.slice(0, 1), install: undefined }
  const path = environment.PATH ?? env.PATH ?? ''
  const found = programs.map((name) => locate(name, path)).find((file) => file !== undefined)
  if (found !== undefined) return found
  const [name = ''] = programs
  const isThere = name.includes(sep) && existsSync(name)
  const where = isThere ? 'it is no program' : name.includes(sep) ? 'there is no such file' : 'it is not on the PATH'
  throw new UsageError(`--serve ${preset ?? name}: ${name} cannot be started: ${where}`, {
    hint: isThere
      ? `Make it executable (chmod +x ${name}), or name the program that runs it first.`
      : install === undefined
        ? 'Correct the command line, or activate the environment in which it is installed.'
        : `Install it (${install}), or activate the environment in which it is installed.`,
  })
}

function locate(name: string, path: string): string | undefined {
  const files = name.includes(sep) ? [name] : path.split(delimiter).map((folder) => join(folder || '.', name))
  return files.find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
