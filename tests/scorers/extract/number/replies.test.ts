/** Replies as models write them (tests/fixtures/replies), read as the product reads them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { numericMatch } from '../../../../scorers/answer-match.ts'
import { number } from '../../../../scorers/extract/number/number.ts'

interface Row {
  readonly id: string
  readonly benchmark?: string
  readonly input: string
  readonly expected: string | null
  readonly finish_reason?: 'stop' | 'length'
}

const rowsOf = (file: string): Row[] =>
  readFileSync(new URL(`../../../fixtures/replies/${file}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const reports = rowsOf('report').filter(({ benchmark }) => benchmark === 'gsm8k')

const scorer = numericMatch(number)

describe('a reply', () => {
  it.each([...rowsOf('number'), ...reports])(
    '$id: $input is $expected',
    async ({ input, expected, finish_reason = 'stop' }) => {
      const completion = { text: input, finishReason: finish_reason }
      const target = expected ?? '0'
      const { answer, value } = await scorer.score(
        { turns: [{ prompt: '', completion }] },
        { id: '', turns: [], target },
        {},
      )
      expect({ answer, isRight: value === 1 }).toEqual({
        answer: expected === null ? null : answer,
        isRight: expected !== null,
      })
    },
  )
})
