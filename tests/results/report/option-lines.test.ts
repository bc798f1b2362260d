import { expect, it } from 'vitest'
import { pageReply } from '../../../results/report/forms/html/page-sample.ts'
import { optionLines } from '../../../results/report/option-lines.ts'
import { sideBySideText } from '../../../results/report/replies-side-by-side.ts'
import { explainSample } from '../../../results/report/sample.ts'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { digestOf, ReplyShapeTally } from '../../../results/summary/reply-shape.ts'
import { showable } from '../../../results/words/showable.ts'

const measured = (...sums: [number, number]): SampleRecord => ({
  schemaVersion: 1,
  id: 'arc-challenge/0',
  repeat: 1,
  target: 'B',
  outcome: { kind: 'scored', score: { value: 1, answer: 'B', rule: 'acc' } },
  attempt: {
    turns: [
      {
        prompt: 'Question: where?\nAnswer:',
        completion: {
          text: ' on a hill',
          finishReason: 'stop',
          likelihoods: [
            { text: ' at sea', logLikelihood: sums[0], tokens: 2 },
            { text: ' on a hill', logLikelihood: sums[1] },
          ],
        },
      },
    ],
  },
})
const shown = (record: SampleRecord) => showable(record, {})
const LINES = 'A  -4.500  at sea\nB  -2.000  on a hill'

it('has each option with its letter and log-likelihood', () =>
  expect(optionLines(measured(-4.5, -2).attempt.turns[0]?.completion.likelihoods ?? [])).toBe(LINES))

it('stands for the reply where one sample is explained, and in the page', () => {
  const text = explainSample({ record: shown(measured(-4.5, -2)) })
  expect(text).toMatch(/^A +at sea +-4\.500 +-0\.750 +2$/m)
  expect(text).toMatch(/^B +on a hill +-2\.000 +-0\.222$/m)
  expect(pageReply(shown(measured(-4.5, -2)), []).t).toEqual([LINES])
})

it('stands for both replies side by side', () => {
  const text = sideBySideText(shown(measured(-4.5, -2)), shown(measured(-1, -3)), ['base', 'sft'])
  // What differs is marked.
  expect(text.replaceAll(/\[-|-\]|\{\+|\+\}/g, '')).toMatch(/A {2}-4\.500 {2}at sea.*A {2}-1\.000 {2}at sea/)
})

it('does not show options of protected benchmarks', () => {
  const hidden = showable(measured(-4.5, -2), { protected: {} })
  expect(JSON.stringify(hidden)).not.toMatch(/at sea|on a hill/)
  expect(JSON.stringify(hidden)).toContain('-4.5')
})

it('counts as equal only with equal likelihoods, and has no length', () => {
  const [one, same, other] = [measured(-4.5, -2), measured(-4.5, -2), measured(-4.4, -2)].map(({ attempt }) =>
    digestOf(attempt.turns),
  )
  expect(same).toBe(one)
  expect(other).not.toBe(one)
  const tally = new ReplyShapeTally()
  tally.add(measured(-4.5, -2).attempt.turns)
  expect(tally.facts()).toEqual({})
})
