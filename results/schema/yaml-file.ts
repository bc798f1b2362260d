/** What people write by hand, as YAML: checked against a schema, with file, line and field in errors. Imported only where there is such a file. */
import type { ErrorObject } from 'ajv'
import type { TSchema } from 'typebox'
import { type Document, isCollection, isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { UsageError } from '../errors.ts'
import { nearest } from '../names.ts'
import { ajv } from './ajv.ts'

/** Field names, and places in lists, from the top of the file: `['gate', 'alpha']`, `['messages', '0', 'role']`. */
export type Keys = readonly string[]

export interface WrittenFile {
  readonly path: string
  readonly value: unknown
  /** `:12`, the line of a field; empty for formats without lines. */
  placeOf(keys: Keys): string
}

/**
 * Parses YAML, of which JSON is a subset.
 *
 * @throws UsageError for text that is not YAML
 */
export function parseYaml(path: string, text: string): WrittenFile {
  const lines = new LineCounter()
  const document = parsed(path, text, lines)
  const [problem] = document.errors
  if (problem !== undefined) {
    throw /call stack/.test(problem.message)
      ? new UsageError(`${path}: nested too deeply to be read`)
      : new UsageError(`${path}: not YAML: ${problem.message.replace(/:?\n[\s\S]*/, '')}`, {
          hint: 'Texts with a colon, a brace or a # belong in quotes.',
        })
  }
  refuseRepeatedKeys(document, path, lines)
  return {
    path,
    value: plainValue(document, path),
    placeOf(keys) {
      const parent = keys.length < 2 ? document.contents : document.getIn(keys.slice(0, -1), true)
      const last = keys.at(-1) ?? ''
      const pair = isMap(parent) ? parent.items.find((item) => isPair(item) && String(item.key) === last) : undefined
      const node = pair?.key ?? (isCollection(parent) ? parent.get(Number(last), true) : undefined)
      const range = (node as { range?: [number, number, number] } | undefined)?.range
      return range === undefined ? '' : `:${lines.linePos(range[0]).line}`
    },
  }
}

/** @throws UsageError for what is nested too deep to be parsed */
function parsed(path: string, text: string, lines: LineCounter) {
  try {
    // The library's own search for repeated keys takes a time that is quadratic in their number.
    return parseDocument(text, { lineCounter: lines, uniqueKeys: false })
  } catch (error) {
    throw new UsageError(`${path}: cannot be parsed: ${(error as Error).message}`, { cause: error })
  }
}

/** @throws UsageError for a key that a map has twice, of which one would be ignored */
function refuseRepeatedKeys(document: Document, path: string, lines: LineCounter): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) {
          const line = lines.linePos(key.range?.[0] ?? 0).line
          throw new UsageError(
            `${path}:${line}: the key ${JSON.stringify(key.value)} is there twice; map keys must be unique`,
            {
              hint: 'Keep one of the two.',
            },
          )
        }
        seen.add(key.value)
      }
    },
  })
}

/** @throws UsageError for aliases that multiply, or contain themselves */
function plainValue(document: Document, path: string): unknown {
  const hint = 'Write the values out instead of repeating them by *name.'
  let value: unknown
  try {
    value = document.toJS() ?? {}
  } catch (error) {
    throw new UsageError(`${path}: aliases that stand for too much: ${(error as Error).message}`, {
      cause: error,
      hint,
    })
  }
  try {
    JSON.stringify(value)
    return value
  } catch (error) {
    throw new UsageError(`${path}: a value that contains itself, or is nested too deep`, { cause: error, hint })
  }
}

/**
 * @param at the fields that lead to the value that the schema is for; none for the whole file
 * @throws UsageError for an unknown field, and for a value of the wrong type
 */
export function checkFields({ path, value, placeOf }: WrittenFile, schema: TSchema, at: Keys = []): void {
  const validate = ajv.compile(schema)
  if (validate(at.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value))) return
  const problem = mostPrecise(validate.errors ?? [])
  const own = problem.instancePath.split('/').slice(1)
  const keys = [...at, ...own]
  if (problem.keyword !== 'additionalProperties') {
    throw new UsageError(`${path}${placeOf(keys)}: ${keys.join('.') || 'the file'} ${complaint(problem)}`)
  }
  const unknown = [...keys, String(problem.params.additionalProperty)]
  const known = Object.keys(fieldsAt(own, schema))
  throw new UsageError(`${path}${placeOf(unknown)}: unknown field ${unknown.join('.')}`, {
    hint: `${nearest(unknown.at(-1) ?? '', known)}Fields here: ${known.join(', ')}.`,
  })
}

/** Words a schema error; for an enum with its values. */
function complaint({ keyword, message, params }: ErrorObject): string {
  return keyword === 'enum' ? `must be one of ${params.allowedValues.join(', ')}` : `${message}`
}

/** Selects the deepest error: a union reports each failed branch, and the deepest is about the intended one. */
function mostPrecise(errors: readonly ErrorObject[]): ErrorObject {
  const depth = (error: ErrorObject) =>
    error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 0.5 : 0)
  return errors.reduce((best, error) => (depth(error) > depth(best) ? error : best))
}

/** Names of the fields at a place of the file; names given by the user match any pattern. */
function fieldsAt(keys: Keys, whole: unknown): object {
  let schema = whole as Schema
  for (const key of keys) {
    const [inner] = [schema, ...(schema.anyOf ?? [])].flatMap((branch) => {
      const found = branch.properties?.[key] ?? branch.items ?? Object.values(branch.patternProperties ?? {})[0]
      return found === undefined ? [] : [found]
    })
    schema = inner ?? {}
  }
  return [schema, ...(schema.anyOf ?? [])].find(({ properties }) => properties !== undefined)?.properties ?? {}
}

/** The parts of a JSON Schema that lead to fields. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}
