/** Benchmarks of one's own in a folder of the test's: a declaration, its data, and replies to replay. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { protocolNamed } from '../../benchmarks/index.ts'
import { loadBenchmarkFile } from '../../benchmarks/own/load.ts'
import type { Sample, Score } from '../../results/schema/schema.ts'
import { NO_RESOURCES } from './no-resources.ts'
import { temporaryFolder } from './temporary.ts'

/** Writes files into a folder that is gone after the test. @returns the folder */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

export const jsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** The benchmark of `quiz.benchmark.yaml` over `rows.jsonl`, and its samples. */
export async function ownQuiz(yaml: string, rows: readonly object[], more: Readonly<Record<string, string>> = {}) {
  const folder = await folderWith({ 'quiz.benchmark.yaml': yaml, 'rows.jsonl': jsonLines(rows), ...more })
  const benchmark = await loadBenchmarkFile(join(folder, 'quiz.benchmark.yaml'))
  const { protocol } = protocolNamed(benchmark, undefined)
  const loaded = await loadSamples(benchmark, protocol, {}, { cacheDir: folder })
  const score = (sample: Sample, reply: string): Promise<Score> => {
    const attempt = {
      turns: [{ prompt: sample.turns[0] ?? '', completion: { text: reply, finishReason: 'stop' as const } }],
    }
    return protocol.scorer.score(attempt, sample, NO_RESOURCES)
  }
  return { folder, benchmark, protocol, samples: loaded.samples, loaded, score }
}
