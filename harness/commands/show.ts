/** `evalkit show`: summarizes a run, or explains one of its samples. */
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { describeRun } from '../../results/report/run.ts'
import { explainSample } from '../../results/report/sample.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import type { StoredRun } from '../../results/store/read.ts'
import { redacted } from '../../results/words/redacted.ts'
import { print, textOptions, wantsColour } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findRunLocations, isReference, openReference, openWithAnswers } from '../options/run-references.ts'
import type { command } from './declarations/show.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const named = args.run ?? ''
  if (isReference(named) && args.sample === undefined) {
    await printRuns(await openReference(named, args.baselines), args.json)
    return EXIT.ok
  }
  const [run, another] = await openWithAnswers(named, await findRunLocations(args))
  if (run === undefined || another !== undefined) {
    throw new UsageError(`show ${named}: this baseline has several runs`, { hint: `Name one, as in ${named}/gsm8k.` })
  }
  if (args.sample === undefined) await printRuns([run], args.json)
  else {
    const trials = await trialsOf(run, args.sample, args.repeat, args['show-protected'])
    if (args.json) print(document({ run: run.folder, trials: trials.map(({ record }) => record) }))
    else for (const trial of trials) print(explainSample(trial, wantsColour()))
  }
  return EXIT.ok
}

async function printRuns(runs: readonly StoredRun[], json = false): Promise<void> {
  if (!json) for (const run of runs) print(await describeRun(run, textOptions()))
  else print(document({ runs: runs.map(({ folder, manifest, summary }) => ({ run: folder, manifest, summary })) }))
}

const document = (facts: object) => JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...facts }, null, 2)

/** Assembles the program again as the scorer did; the record does not store it. */
async function withProgram(record: SampleRecord, { manifest }: StoredRun) {
  if (record.program === undefined) return { record }
  const { formOfRule, wholeProgram } = await import('../../scorers/unit-tests.ts')
  const program = wholeProgram(record.attempt, record.program, formOfRule(manifest.protocol.rule))
  return program === null ? { record } : { record, program }
}

/** @throws UsageError for a sample or repeat that the run does not have */
async function trialsOf(run: StoredRun, sample: string, repeat: number | undefined, showProtected = false) {
  const id = sample.includes('/') ? sample : `${run.manifest.benchmark.name}/${sample}`
  const trials = []
  const ids = new Set<string>()
  for await (const record of run.records()) {
    ids.add(record.id)
    if (record.id === id && (repeat === undefined || record.repeat === repeat)) {
      const shown = showProtected ? record : redacted(record, run.manifest)
      trials.push(await withProgram(shown, run))
    }
  }
  if (trials.length > 0) return trials
  if (ids.has(id)) throw new UsageError(`${id} has no repeat ${repeat} in this run`)
  throw new UsageError(`this run has no record of ${id}`, {
    hint: `${nearest(id, [...ids])}It has ${ids.size} samples.`,
  })
}
