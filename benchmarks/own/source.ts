/** Where a declaration stands, for errors that name file, line and field. */
import { UsageError } from '../../results/errors.ts'
import type { Keys, WrittenFile } from '../../results/schema/yaml-file.ts'
import { parseTemplate, type Template } from './template.ts'

export interface Source extends Pick<WrittenFile, 'path' | 'placeOf'> {
  /** The fields that lead to the declaration: none in a file of its own, `['benchmarks', '0']` in the config. */
  readonly at: Keys
  /** Paths in the declaration are relative to it. */
  readonly folder: string
}

/** A template with its place in the declaration. */
export interface Field extends Template {
  readonly keys: Keys
}

/** @returns an error about a field: `tickets.benchmark.yaml:3: prompt: …` */
export function fieldError({ path, placeOf, at }: Source, keys: Keys, message: string, hint?: string): UsageError {
  const field = keys.length === 0 ? '' : `${keys.join('.')}: `
  return new UsageError(`${path}${placeOf([...at, ...keys])}: ${field}${message}`, hint === undefined ? {} : { hint })
}

/** @throws UsageError with file and line for a brace that is no placeholder's */
export function fieldAt(source: Source, keys: Keys, text: string): Field {
  try {
    return { keys, ...parseTemplate(text) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw fieldError(source, keys, error.message, error.hint)
  }
}
