/** Checks what is read from disk against the schema. Imported only where something has to be checked. */
import type { ValidateFunction } from 'ajv'
import type { Static, TSchema } from 'typebox'
import { StoreError } from '../errors.ts'
import { ajv } from './ajv.ts'
import { BaselinesFile } from './baselines.ts'
import { BenchmarkSummary, PartialLine, RunManifest, SampleRecord } from './schema.ts'
import { SCHEMA_VERSION } from './schema-version.ts'
import { upgradeBaselines, upgradeManifest } from './upgrade.ts'

/** Checks one kind of file; made once, used for every line. */
export type Check<T> = (value: unknown, place: string) => T

/**
 * @param kind name of the value in errors
 * @param upgrade turns a value of an earlier version into today's shape
 * @throws StoreError from the returned check, naming place and field, or the newer version that was found
 */
function checkOf<Schema extends TSchema>(
  kind: string,
  schema: Schema,
  upgrade: (value: unknown) => unknown = (value) => value,
  hint = OF_A_RUN,
): Check<Static<Schema>> {
  let validate: ValidateFunction | undefined
  return (read, place) => {
    refuseNewer(read, place)
    const value = upgrade(read)
    validate ??= ajv.compile(schema)
    if (validate(value)) return value as Static<Schema>
    const problem = validate.errors?.[0]
    const field = problem?.instancePath.slice(1).replaceAll('/', '.') || 'it'
    throw new StoreError(`${place}: not a ${kind}: ${field} ${problem?.message}`, { hint })
  }
}

const OF_A_RUN = 'The file was damaged or edited; leave this run out, or run it again.'
const OF_THE_REPOSITORY = 'The file was damaged or edited: take it from the repository’s history.'

function refuseNewer(value: unknown, place: string): void {
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion
  if (typeof version === 'number' && version > SCHEMA_VERSION) {
    throw new StoreError(`${place}: schemaVersion ${version}; this evalkit reads up to ${SCHEMA_VERSION}`, {
      hint: 'A newer evalkit wrote it: update evalkit to read it.',
    })
  }
}

export const checkManifest = checkOf('run manifest', RunManifest, upgradeManifest)
export const checkRecord = checkOf('sample record', SampleRecord)
export const checkPartial = checkOf('line of an unfinished trial', PartialLine)
export const checkSummary = checkOf('run summary', BenchmarkSummary)
export const checkBaselines = checkOf('baselines file', BaselinesFile, upgradeBaselines, OF_THE_REPOSITORY)
