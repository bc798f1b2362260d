/** A reply in JSON: by a schema, by a target, or both. */
import { isAbsolute, join } from 'node:path'
import { DatasetError } from '../../../results/errors.ts'
import { schemaCheck } from '../../../results/schema/user-schema.ts'
import { answerMatch } from '../../../scorers/answer-match.ts'
import { jsonRule } from '../../../scorers/extract/json.ts'
import { linearPattern } from '../../../scorers/extract/pattern.ts'
import { readOwnFile } from '../../data/own-files.ts'
import type { JsonSettings } from '../declaration.ts'
import { asTargets, type OwnScore } from '../score.ts'
import { fieldError, type Source } from '../source.ts'

const KEYS = ['score', 'json', 'schema']

/** @throws UsageError for a schema that is invalid */
export async function jsonScore({ schema }: JsonSettings, hasTarget: boolean, source: Source): Promise<OwnScore> {
  if (schema === undefined && !hasTarget) {
    throw fieldError(
      source,
      ['score'],
      'has neither a schema nor a target',
      'Add a target, or score: { json: { schema: … } }.',
    )
  }
  const read = typeof schema === 'string' ? await schemaIn(schema, source) : schema
  const flawOf = read === undefined ? undefined : checkOf(read, source)
  return {
    scorer: answerMatch('json', jsonRule({ hasTarget, ...(flawOf && { flawOf }) }), []),
    metric: 'accuracy',
    target: 'optional',
    isList: false,
    ...(read !== undefined && { decisive: read }),
    draft: (targets) => (hasTarget ? asTargets(targets.map(jsonOf)) : { target: 'JSON that fits the schema' }),
    gold: ({ target }) => (hasTarget ? target : undefined),
  }
}

function checkOf(schema: Readonly<Record<string, unknown>>, source: Source) {
  try {
    return schemaCheck(schema, (pattern) => {
      const linear = linearPattern(pattern)
      return { test: (text) => linear.matcher(text).find(), toString: () => pattern }
    })
  } catch (error) {
    throw fieldError(source, KEYS, `not a valid JSON Schema: ${(error as Error).message}`)
  }
}

async function schemaIn(file: string, { folder, ...source }: Source): Promise<Readonly<Record<string, unknown>>> {
  const path = isAbsolute(file) ? file : join(folder, file)
  try {
    const value = JSON.parse(await readOwnFile(path))
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
    throw new SyntaxError('it is no object')
  } catch (error) {
    if (error instanceof DatasetError) throw fieldError({ folder, ...source }, KEYS, error.message)
    if (!(error instanceof SyntaxError)) throw error
    throw fieldError({ folder, ...source }, KEYS, `${path} is not a JSON Schema: ${error.message}`)
  }
}

function jsonOf(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    throw new DatasetError(`the target ${JSON.stringify(text.slice(0, 60))} is not JSON: ${(error as Error).message}`)
  }
}
