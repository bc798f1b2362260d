/** Run folders of a mock evaluation, five benchmarks × three models, for pictures and for measuring reports. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VERSION } from '../../harness/lib/version.ts'
import type { JudgeFacts, RunManifest } from '../../results/schema/schema.ts'
import { summarize } from '../../results/summary/summarize.ts'
import { MODELS, type MockBenchmark, recordOf } from './mock-records.ts'
import { chineseQuestion, choiceQuestion, openQuestion, programTask, wordProblem } from './mock-texts.ts'

const BENCHMARKS: readonly MockBenchmark[] = [
  {
    name: 'gsm8k',
    samples: 1319,
    metric: 'accuracy',
    range: [0, 1],
    question: wordProblem,
    kind: 'exact',
    level: 0.74,
  },
  {
    name: 'humaneval',
    samples: 164,
    metric: 'pass@1',
    range: [0, 1],
    question: programTask,
    kind: 'program',
    level: 0.61,
  },
  {
    ...{ name: 'gpqa-diamond', samples: 198, metric: 'accuracy', range: [0, 1], question: choiceQuestion },
    ...{ kind: 'choice', isProtected: true, level: 0.38 },
  },
  {
    name: 'mt-bench',
    samples: 80,
    metric: 'rating',
    range: [1, 10],
    question: openQuestion,
    kind: 'rated',
    level: 0.68,
  },
  {
    name: 'alignbench',
    samples: 683,
    metric: 'rating',
    range: [1, 10],
    question: chineseQuestion,
    kind: 'rated',
    level: 0.6,
  },
]

const JUDGE: JudgeFacts = {
  judges: [{ label: 'judge-70b', provider: 'vllm', name: 'judge-70b' }],
  generation: { temperature: 0 },
  template: { source: 'single', hash: '5eed5eed5eed5eed' },
  regrades: 1,
  minimum: 1,
}

/** @returns the folders, the baseline's of each benchmark first */
export async function writeMockRuns(
  root: string,
  { models = Object.keys(MODELS), benchmarks = BENCHMARKS.map(({ name }) => name), samples = 1 } = {},
): Promise<string[]> {
  const folders: string[] = []
  for (const benchmark of BENCHMARKS.filter(({ name }) => benchmarks.includes(name))) {
    for (const [at, model] of models.entries()) folders.push(await writeMockRun(root, benchmark, model, at, samples))
  }
  return folders
}

async function writeMockRun(root: string, benchmark: MockBenchmark, model: string, at: number, scale: number) {
  const count = Math.round(benchmark.samples * scale)
  const records = Array.from({ length: count }, (_, index) => recordOf(benchmark, model, index))
  const manifest = manifestOf(benchmark, model, at, count)
  const folder = join(root, `${manifest.startedAt.replace(/[-:]|\.\d+/g, '')}_${benchmark.name}_${model}_5eed5eed`)
  await mkdir(folder, { recursive: true })
  const summary = await summarize(streamed(records), {
    ...{ metric: benchmark.metric, range: benchmark.range, planned: count, repeats: 1, wallMs: 192_000 },
    price: { input: 0.1, output: 0.4, currency: 'USD' },
  })
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  await writeFile(join(folder, 'samples.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  return folder
}

async function* streamed<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values
}

function manifestOf(
  { name, metric, kind, isProtected }: MockBenchmark,
  model: string,
  at: number,
  count: number,
): RunManifest {
  return {
    schemaVersion: 1,
    hash: `${name}-${model}`,
    group: '5eed5eed',
    spec: `${model}=vllm/${model}@http://127.0.0.1:8000/v1`,
    baseline: 'base',
    status: 'complete',
    startedAt: `2026-11-22T22:0${at}:10.000Z`,
    finishedAt: `2026-11-22T22:3${at}:10.000Z`,
    benchmark: { name, version: 1 },
    protocol: { name: 'chat', hash: `5eed${name}`, metric, shots: 0, ...(kind === 'exact' && { rule: 'number' }) },
    model: {
      label: model,
      provider: 'vllm',
      name: model,
      api: 'chat',
      version: `${model}-1`,
      endpoint: 'http://127.0.0.1:8000/v1',
    },
    generation: { temperature: 0, maxTokens: 1024 },
    trialsPerSample: 1,
    ...(isProtected && { protected: {} }),
    dataset: { files: {}, size: count },
    items: { count, hash: `${name}-${count}` },
    ...(kind === 'rated' && { judge: JUDGE }),
    software: {
      evalkit: VERSION,
      node: process.versions.node,
      platform: 'linux-x64',
      commit: '5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed',
    },
  }
}
