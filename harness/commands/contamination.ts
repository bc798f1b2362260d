/** `evalkit contamination`: searches training data for benchmark samples. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { note, print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findBenchmark } from '../options/own-benchmarks.ts'
import { findLocations, wholeNumber } from '../options/settings.ts'
import { DEFAULT, loadScanned } from '../training/contamination/benchmarks.ts'
import { sizesOf, WORDS } from '../training/contamination/ngram-size.ts'
import { WholeFile } from '../training/contamination/output.ts'
import { CONTAMINATION_VERSION, type ContaminationReport, contaminationText } from '../training/contamination/report.ts'
import { ContaminationScan, type ScannedBenchmark } from '../training/contamination/scan.ts'
import { digestOf, readTraining, requireFiles } from '../training/contamination/training-records.ts'
import type { command } from './declarations/contamination.ts'

/** A weaker criterion, reported beside the strict one; some of its overlap is coincidence. */
const WEAKER_WORDS = 8

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const files = [...(args.train ?? []), ...(args.more ?? [])]
  if (files.length === 0) throw new UsageError('no training file given', { hint: 'Name one with --train sft.jsonl.' })
  if ((args.remove === true) !== (args.output !== undefined)) {
    throw new UsageError('--remove and -o FILE must be given together', {
      hint: 'As in --remove -o clean.jsonl.',
    })
  }
  const words = wholeNumber('--words', args.words, { min: 4, max: 100 }) ?? WORDS
  const locations = await findLocations(args)
  const names = args.benchmarks?.flatMap((list) => list.split(','))
  const named = names && (await Promise.all(names.map((name) => findBenchmark(name, locations))))
  await requireFiles(files)
  const benchmarks = await loadScanned(named ?? DEFAULT, locations.data, args['show-protected'])

  // Opened first, so that a file that cannot be written fails before the long scan.
  const kept = args.report === undefined ? undefined : await WholeFile.open(args.report)
  const report = await scan(files, benchmarks, words, args.output).catch(async (error) => {
    await kept?.discard()
    throw error
  })
  await kept?.writeLine(Buffer.from(JSON.stringify(report, null, 2)))
  await kept?.finish()
  print(args.json === true ? jsonText(report, 2) : drawn(report, contaminationText))
  if (args.output !== undefined) note('', `${report.records - report.contaminated} records written to ${args.output}`)
  return EXIT.ok
}

async function scan(
  files: readonly string[],
  benchmarks: readonly ScannedBenchmark[],
  words: number,
  output: string | undefined,
): Promise<ContaminationReport> {
  const sizes = sizesOf(words)
  const weakerSizes = sizesOf(Math.min(words, WEAKER_WORDS))
  const strict = new ContaminationScan(benchmarks, sizes)
  const weaker = new ContaminationScan(benchmarks, weakerSizes)
  const clean = output === undefined ? undefined : await WholeFile.open(output)
  const training: ContaminationReport['training'][number][] = []
  try {
    for (const file of files) {
      const before = weaker.records
      const digest = digestOf()
      for await (const record of readTraining(file, digest)) {
        // A record that overlaps by many words also overlaps by few.
        const isHit = weaker.add(file, record) && strict.add(file, record)
        if (!isHit) await clean?.writeLine(record.bytes)
      }
      training.push({ file, records: weaker.records - before, sha256: digest.digest('hex') })
    }
    await clean?.finish()
  } catch (error) {
    await clean?.discard()
    throw error
  }
  const few = weaker.results()
  return {
    schemaVersion: CONTAMINATION_VERSION,
    ...sizes,
    training,
    records: weaker.records,
    contaminated: strict.contaminated,
    benchmarks: strict.results().map((result, index) => ({
      ...result,
      weaker: { ...weakerSizes, samples: few[index]?.overlapping.length ?? 0 },
    })),
  }
}
