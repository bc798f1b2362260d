/**
 * Everything that is written to disk, declared once: the TypeScript type and the JSON Schema come from the same declaration.
 *
 * Other files import the types only (`import type`), since the schema library takes longer to load than a run takes to start.
 * `validate.ts` loads the values when a file from elsewhere has to be checked. Fractions are 0–1 and times end in `Ms`. An absent
 * field means "not applicable"; null occurs only as an answer that was not found.
 */
export type { Interval } from './fields.ts'
export * from './imported.ts'
export * from './judging.ts'
export * from './record.ts'
export * from './run.ts'
export * from './sample.ts'
export * from './score.ts'
export * from './summary.ts'
