/** Replies as models write them (tests/fixtures/replies), read as the product reads them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { multipleChoice } from '../../../../scorers/answer-match.ts'
import { choice } from '../../../../scorers/extract/choice/choice.ts'

interface Row {
  readonly id: string
  readonly tag?: string
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

const reports = rowsOf('report').filter(({ benchmark }) => benchmark === 'gpqa-diamond')
const scorer = multipleChoice(choice)

describe('a reply', () => {
  it.each([...rowsOf('choice'), ...reports])(
    '$id: $input is $expected',
    async ({ input, expected, finish_reason = 'stop' }) => {
      const completion = { text: input, finishReason: finish_reason }
      const score = await scorer.score({ turns: [{ prompt: '', completion }] }, { id: '', turns: [], target: 'A' }, {})
      expect(score.answer).toBe(expected)
    },
  )
})
