import { expect, it } from 'vitest'
import { explainSample } from '../../results/report/sample.ts'
import type { Completion, Sample, SampleRecord } from '../../results/schema/schema.ts'
import { showable } from '../../results/words/showable.ts'
import { mathEqual } from '../../scorers/math-equal.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'

const sample: Sample = { id: 'math/0', turns: ['Halve x plus one.'], target: '\\frac{x+1}{2}' }

const scored = (text: string, finishReason: Completion['finishReason'] = 'stop') =>
  mathEqual().score({ turns: [{ prompt: '', completion: { text, finishReason } }] }, sample, NO_RESOURCES)

it('scores what the box holds as mathematics, and says why', async () => {
  expect(await scored('Half of it: $\\boxed{0.5x + 0.5}$')).toMatchObject({
    value: 1,
    answer: '0.5x + 0.5',
    rule: 'math',
    via: 'boxed',
    comparison: { answer: '0.5*x+0.5', target: '((x+1)/2)', by: 'the same value wherever it was tried' },
  })
  expect(await scored('\\boxed{x + 1}')).toMatchObject({ value: 0, comparison: { by: 'another value' } })
})

it('takes no formula of a reply that was cut for its answer, but a box', async () => {
  expect(await scored('So $x + 1$ and', 'length')).toMatchObject({ value: 0, answer: null, flaw: 'truncated' })
  expect(await scored('\\boxed{\\frac{x+1}2} since', 'length')).toMatchObject({ value: 1, flaw: 'truncated' })
})

it('is explained with both sides as they were read', async () => {
  const score = await scored('\\boxed{(x + 1)/2}')
  const record: SampleRecord = {
    schemaVersion: 1,
    id: 'math/0',
    repeat: 1,
    target: '\\frac{x+1}{2}',
    attempt: {
      turns: [{ prompt: 'Halve x plus one.', completion: { text: '\\boxed{(x + 1)/2}', finishReason: 'stop' } }],
    },
    outcome: { kind: 'scored', score },
  }
  const text = explainSample({ record: showable(record, {}) })
  expect(text).toContain('answer read as  (x+1)/2')
  expect(text).toContain('target read as  ((x+1)/2)')
  expect(text).toContain('equal by: the same value wherever it was tried')
})
