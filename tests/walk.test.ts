/**
 * The guided tour: one row of a benchmark on its way to the tables. Each step is one public piece; its import says where to
 * read on. `evalkit run` takes the same way, with many trials at once and a run folder between the records and the summary.
 */
import { expect, it } from 'vitest'
import { protocolNamed } from '../benchmarks/index.ts'
import { wordproblems } from '../benchmarks/wordproblems.ts'
import { evaluate } from '../harness/trial/evaluate.ts'
import { compareRuns } from '../results/compare/compare.ts'
import { resultsText } from '../results/report/results-text.ts'
import { showableResults } from '../results/words/showable.ts'
import { finishedRun } from './helpers/records.ts'
import { scriptedModel } from './helpers/scripted-model.ts'

it('takes a row to the tables', async () => {
  // Row → sample: the protocol of a benchmark says what is asked, and what the right answer is.
  const { protocol } = protocolNamed(wordproblems, 'chat')
  const row = { question: 'Tom has 3 apples and buys 4. How many has he?', answer: '3 + 4 = 7\n#### 7' }
  const sample = { id: 'wordproblems/0', ...protocol.toSample(row, []) }
  expect(sample).toMatchObject({ turns: [expect.stringContaining('buys 4')], target: '7' })

  // Sample → record: a trial asks the model, extracts the answer from its reply and scores it. Failures become records as well.
  const recordFor = (reply: string) =>
    evaluate(
      { sample, repeat: 1 },
      { model: scriptedModel([reply]), generation: {}, scorer: protocol.scorer, resources: {} },
    )
  const wrong = await recordFor('He has\n#### 34')
  const right = await recordFor('3 + 4 = 7\n#### 7')
  expect(wrong.outcome).toMatchObject({ kind: 'scored', score: { value: 0, answer: '34', rule: 'number' } })
  expect(right.outcome).toMatchObject({ kind: 'scored', score: { value: 1, answer: '7', rule: 'number' } })

  // Records → summary: the score of a run, with its interval.
  const baseline = await finishedRun('base', [wrong])
  const candidate = await finishedRun('sft', [right])
  expect(candidate.summary).toMatchObject({ metric: 'accuracy', score: 1, n: 1, unscored: 0 })

  // Two runs → comparison, sample by sample.
  const { facts } = await compareRuns(baseline, candidate)
  expect(facts).toMatchObject({ baseline: 'base', candidate: 'sft', delta: 1, gained: 1, lost: 0 })

  // Runs and comparison → what the terminal shows.
  const text = resultsText(showableResults({ runs: [baseline, candidate], comparisons: [facts] }))
  expect(text).toMatch(/^base .* 0 of 1 /m)
  expect(text).toMatch(/^sft .* 1 of 1 /m)
})
