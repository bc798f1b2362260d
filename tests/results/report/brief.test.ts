import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gatherResults } from '../../../harness/reporting/gather-results.ts'
import { resultsText } from '../../../results/report/results-text.ts'
import { whereToLook } from '../../../results/report/where-to-look.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { showableResults } from '../../../results/words/showable.ts'
import { columnsOf } from '../../../results/words/width.ts'
import { finishedRun, record, unscoredRecord } from '../../helpers/records.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const BENCHMARKS = ['gsm8k', 'humaneval', 'gpqa-diamond', 'gsm8k-platinum', 'wordproblems']
const MODELS = ['base', 'qwen3-8b-sft-on-reasoning-checkpoint-1000', 'qwen3-8b-sft-on-reasoning-checkpoint-2000']

/** Five benchmarks × three models; later models lose more, and each run has something unscored. */
async function suite(kind: 'compared' | 'gated') {
  const runs: FinishedRun[] = []
  for (const name of BENCHMARKS) {
    for (const [at, model] of MODELS.entries()) {
      const records = Array.from({ length: 100 }, (_, id) => record(`${name}/${id}`, id % 10 < 2 * at ? 0 : 1))
      const all = [...records, unscoredRecord(`${name}/100`)]
      const run = await finishedRun(model, all, { benchmark: { name, version: 1 } })
      runs.push({ ...run, folder: `evalkit-runs/${name}-${model}` } as unknown as FinishedRun)
    }
  }
  const folder = await temporaryFolder()
  const gate = { policy: {}, looks: join(folder, 'looks.jsonl'), runsDir: folder, baselines: undefined }
  return showableResults(await gatherResults(runs, { baseline: { label: 'base' }, ...(kind === 'gated' && { gate }) }))
}

describe('five benchmarks × three models', () => {
  it.each(['compared', 'gated'] as const)('fit into 60 lines of 80 columns, %s', async (kind) => {
    const results = await suite(kind)
    const lines = [...resultsText(results, { width: 80 }).split('\n'), '', ...whereToLook(results)]
    expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(60)
    for (const line of lines.filter((one) => !one.includes('evalkit '))) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(80)
    }
  })

  it('end with the verdict, after models × benchmarks', async () => {
    const lines = resultsText(await suite('gated'), { width: 120 }).split('\n')
    const overview = lines.findIndex((line) => /^model .*gsm8k .*humaneval/.test(line))
    const verdict = lines.findIndex((line) => line.startsWith('REGRESSED: '))
    expect(overview).toBeGreaterThan(10)
    expect(verdict).toBeGreaterThan(overview)
    expect(lines.length - verdict).toBeLessThan(6)
  })

  it('have further notes counted, and told with --verbose', async () => {
    const results = await suite('gated')
    expect(resultsText(results)).toMatch(/^and \d+ further notes: --verbose$/m)
    const whole = resultsText(results, { verbose: true })
    expect(whole).not.toContain('further notes')
    expect(whole.split('\n').length).toBeGreaterThan(100)
  })

  it('explain the most severe decision, whatever the order of the benchmarks', async () => {
    const runs: FinishedRun[] = []
    const rights = { gsm8k: [500, 495], humaneval: [500, 300] } // the first is not decided, the second is a regression
    for (const [name, counts] of Object.entries(rights)) {
      for (const [at, model] of ['base', 'sft'].entries()) {
        const all = Array.from({ length: 600 }, (_, id) => record(`${name}/${id}`, id < (counts[at] ?? 0) ? 1 : 0))
        const run = await finishedRun(model, all, { benchmark: { name, version: 1 } })
        runs.push({ ...run, folder: `evalkit-runs/${name}-${model}` } as unknown as FinishedRun)
      }
    }
    const folder = await temporaryFolder()
    const policy = { benchmarks: { gsm8k: { margin: 1 }, humaneval: { margin: 1 } } }
    const gate = { policy, looks: join(folder, 'looks.jsonl'), runsDir: folder, baselines: undefined }
    const results = showableResults(await gatherResults(runs, { baseline: { label: 'base' }, gate }))
    expect(results.gate?.decisions.map(({ verdict }) => verdict)).toEqual(['INCONCLUSIVE', 'REGRESSED'])
    const text = resultsText(results)
    expect(text).toContain('humaneval, base → sft: REGRESSED')
    expect(text).toContain('and 1 further decision that is no PASS: --verbose')
  })

  it('say where no answer was found in many replies, and explain no column that is not there', async () => {
    const runs: FinishedRun[] = []
    for (const name of ['gsm8k', 'humaneval']) {
      for (const [model, unanswered] of [
        ['base', 5],
        ['sft', 60],
      ] as const) {
        const all = Array.from({ length: 100 }, (_, id) =>
          id < unanswered ? record(`${name}/${id}`, 0, { answer: null }) : record(`${name}/${id}`, 1),
        )
        const run = await finishedRun(model, all, { benchmark: { name, version: 1 } })
        runs.push({ ...run, folder: `evalkit-runs/${name}-${model}` } as unknown as FinishedRun)
      }
    }
    const text = resultsText(showableResults(await gatherResults(runs, { baseline: { label: 'base' } })))
    expect(text.replace(/\s+/g, ' ')).toContain(
      'gsm8k, sft and 1 other run: no answer was found in 60 of 100 replies; they count as wrong',
    )
    expect(text).not.toContain('in 5 of 100 replies')
    expect(text).not.toContain('unanswered: ')
  })
})
