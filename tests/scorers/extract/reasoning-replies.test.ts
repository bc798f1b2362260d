/** Replies that show reasoning (tests/fixtures/replies), as GSM8K's chat protocol reads them. */
import { expect, it } from 'vitest'
import type { Protocol } from '../../../benchmarks/benchmark.ts'
import { gsm8k } from '../../../benchmarks/gsm8k.ts'
import { NO_RESOURCES } from '../../helpers/no-resources.ts'
import { type ReplyRow, repliesOf } from '../../helpers/replies.ts'

/** Decided otherwise than the row: docs/reading-replies.md says why. */
const DECIDED: Readonly<Record<string, string | null>> = { 'thinking-149': null }

const { scorer } = gsm8k.protocols.chat as Protocol<unknown>

async function verdictOn({ input, expected, finish_reason = 'stop' }: ReplyRow) {
  const turns = [{ prompt: '', completion: { text: input, finishReason: finish_reason } }]
  const { answer, value } = await scorer.score({ turns }, { id: '', turns: [], target: expected ?? '0' }, NO_RESOURCES)
  return { hasAnswer: answer !== null, isRight: value === 1 }
}

/** The earlier reports are about numbers. */
const reports = repliesOf('report').filter(({ benchmark, id }) => benchmark === 'gsm8k' && id > 'report-06')

const rows = [...repliesOf('thinking'), ...reports].map((row) => ({
  ...row,
  expected: DECIDED[row.id] === undefined ? row.expected : (DECIDED[row.id] as string | null),
}))

it.each(rows)('$id: $input is $expected', async (row) =>
  expect(await verdictOn(row)).toEqual({ hasAnswer: row.expected !== null, isRight: row.expected !== null }),
)

/** Each way of marking reasoning, in each of the forms that replies take. */
const forms = repliesOf('thinking').filter(({ tag }) => tag?.startsWith('plain:'))

it.each(forms)('$tag: a guess in the reasoning is no answer', async ({ id, input }) => {
  const guess = input
    .replace(/#### 17\? No\./, 'Is it \\boxed{17}?')
    .replace(/9 \* 2 = 18\s+#### 18/, 'So Ann has 18 eggs.')
  expect(await verdictOn({ id, input: guess, expected: '18' })).toEqual({ hasAnswer: true, isRight: true })
})

it.each(forms.filter(({ tag }) => !tag?.includes('no-open')))(
  '$tag: reasoning that is cut is no answer',
  async ({ id, input }) => {
    const cut = input.slice(0, input.indexOf('17? No.') + 2)
    expect(await verdictOn({ id, input: cut, expected: null, finish_reason: 'length' })).toEqual({
      hasAnswer: false,
      isRight: false,
    })
  },
)
