/** `evalkit show`: summarizes a run, explains one of its samples, or shows what two runs answered differently. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { describeRun } from '../../results/report/run.ts'
import { explainSample } from '../../results/report/sample.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import type { StoredRun } from '../../results/store/read.ts'
import { line } from '../../results/visible.ts'
import { jsonText } from '../../results/words/drawn.ts'
import { commandOf } from '../../results/words/shell.ts'
import type { Showable } from '../../results/words/showable.ts'
import { asInvoked } from '../lib/invocation.ts'
import { print, textOptions } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import {
  findRunLocations,
  isReference,
  openReference,
  openWithAnswers,
  type RunLocations,
} from '../options/run-references.ts'
import {
  listChanges,
  listSamples,
  looksLikeSample,
  pairByBenchmark,
  type RunsToShow,
  recordsOf,
  showBothReplies,
} from '../reporting/shown-samples.ts'
import type { command } from './declarations/show.ts'

type Arguments = ArgumentsOf<typeof command>

export async function run(args: Arguments): Promise<ExitCode> {
  const { run: named = '', more = [] } = args
  if (more.length > 2) {
    throw new UsageError(`show: ${more.length + 1} arguments, and there are at most three: two runs and a sample`)
  }
  if (isReference(named) && more.length === 0 && !isFiltered(args)) {
    await printRuns(await openReference(named, args.baselines), args.json)
    return EXIT.ok
  }
  const locations = await findRunLocations(args)
  const first = await openWithAnswers(named, locations)
  const [word, sample] = more
  const second = word === undefined ? undefined : await secondRun(first, word, more.length, locations)
  if (second !== undefined) return showPairs(pairByBenchmark(first, second), sample, args)
  const [only, another] = first
  if (only === undefined || another !== undefined) {
    const each = first.map(({ manifest }) => `${named}/${manifest.benchmark.name}`)
    throw new UsageError(`show ${named}: stands for several runs`, { hint: `Name one: ${each.join(', ')}.` })
  }
  return word === undefined ? showRun(only, args) : showSample(only, word, args)
}

const isFiltered = ({ lost, gained, wrong, unanswered }: Arguments) => lost || gained || wrong || unanswered

/** The second word is a run unless it names a sample. @returns undefined for a sample */
async function secondRun(
  first: readonly StoredRun[],
  word: string,
  words: number,
  locations: RunLocations,
): Promise<StoredRun[] | undefined> {
  if (words === 1 && first.some((run) => looksLikeSample(run, word))) return undefined
  if (words === 2 || isReference(word)) return openWithAnswers(word, locations)
  return openWithAnswers(word, locations).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined // then it may be a sample that was mistyped
    throw error
  })
}

async function showPairs(pairs: readonly RunsToShow[], sample: string | undefined, args: Arguments): Promise<ExitCode> {
  const options = { ...textOptions(), showProtected: args['show-protected'] === true }
  if (sample !== undefined) {
    const ofIt = pairs.filter(({ before }) => looksLikeSample(before, sample))
    const [pair, another] = ofIt.length > 0 ? ofIt : pairs
    if (pair === undefined || another !== undefined) {
      throw new UsageError(`show: ${sample} may be of several benchmarks`, { hint: 'Name it whole, as in gsm8k/17.' })
    }
    const both = [pair.before, pair.after]
    if (args.json) {
      const runs = []
      for (const run of both) {
        runs.push({ run: run.folder, trials: await recordsOf(run, sample, args.repeat, options.showProtected) })
      }
      print(document({ runs }))
    } else print(await showBothReplies(pair, sample, args.repeat, options))
    return EXIT.ok
  }
  const listed = []
  for (const pair of pairs) listed.push({ pair, ...(await listChanges(pair, args, options)) })
  if (args.json) {
    print(
      document({
        comparisons: listed.map(({ pair, benchmark, samples }) => ({
          ...{ benchmark, baseline: pair.before.folder, candidate: pair.after.folder, samples },
        })),
      }),
    )
    return EXIT.ok
  }
  for (const { pair, benchmark, samples, text } of listed) {
    const [example] = samples
    const words = ['show', pair.before.folder, pair.after.folder, example?.id ?? '']
    if (listed.length > 1) print(line`${benchmark}`)
    print(text)
    if (example !== undefined) print(asInvoked(line`compare the replies: ${commandOf(words)}`))
  }
  return EXIT.ok
}

async function showRun(run: StoredRun, args: Arguments): Promise<ExitCode> {
  if (!isFiltered(args)) {
    await printRuns([run], args.json)
    return EXIT.ok
  }
  const options = { ...textOptions(), showProtected: args['show-protected'] === true }
  const { samples, text } = await listSamples(run, args, options)
  print(args.json ? document({ run: run.folder, samples }) : text)
  return EXIT.ok
}

async function showSample(run: StoredRun, sample: string, args: Arguments): Promise<ExitCode> {
  const records = await recordsOf(run, sample, args.repeat, args['show-protected'] === true)
  if (args.json) print(document({ run: run.folder, trials: records }))
  else for (const record of records) print(explainSample(await withProgram(record, run), textOptions()))
  return EXIT.ok
}

async function printRuns(runs: readonly StoredRun[], json = false): Promise<void> {
  if (!json) for (const run of runs) print(await describeRun(run, textOptions()))
  else print(document({ runs: runs.map(({ folder, manifest, summary }) => ({ run: folder, manifest, summary })) }))
}

const document = (facts: object) => jsonText({ schemaVersion: SCHEMA_VERSION, ...facts }, 2)

/** Assembles the program again as the scorer did; the record does not store it. */
async function withProgram(record: Showable<SampleRecord>, { manifest }: StoredRun) {
  if (record.program === undefined) return { record }
  const { formOfRule, wholeProgram } = await import('../../scorers/unit-tests.ts')
  const program = wholeProgram(record.attempt, record.program, formOfRule(manifest.protocol.rule))
  return program === null ? { record } : { record, program }
}
