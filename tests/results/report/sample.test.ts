import { describe, expect, it } from 'vitest'
import { sideBySideText } from '../../../results/report/replies-side-by-side.ts'
import { explainSample } from '../../../results/report/sample.ts'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { showable } from '../../../results/words/showable.ts'
import { scored, unscored } from '../../helpers/stored-run.ts'

const explained = (record: SampleRecord) => explainSample({ record: showable(record, {}) })

describe('explainSample', () => {
  it('shows prompt, reply with its answer marked, and the verdict', () => {
    const text = explained(scored('gsm8k/3'))
    expect(text).toMatch(/^gsm8k\/3, repeat 1/)
    expect(text).toContain('[user]\n│ How many?\n')
    expect(text).toContain('#### »7«')
    expect(text).toContain('Scored 1: the answer taken is 7 by rule number, branch hashes. The right answer is 7.')
  })

  it('says which mark was read, and what of the reply was not', () => {
    const record = scored('gsm8k/3')
    if (record.outcome.kind !== 'scored') throw new TypeError('it is')
    const mark: [number, number] = [0, 4]
    const runOn = { at: 6, mark: 'Question:', leaked: false, ranOn: true }
    const ran = { ...record, outcome: { ...record.outcome, score: { ...record.outcome.score, mark, runOn } } }
    const text = explained(ran)
    expect(text).toContain('is 7 by rule number, branch hashes, by the mark "####" in line 1.')
    expect(text).toContain('The reply ran on: from "Question:" in line 1, it was not read.')
  })

  it('shows the reasoning of a reply before its text, under one name with the replies side by side', () => {
    const completion = { text: '#### 7', reasoning: 'Three and four.', finishReason: 'stop' as const }
    const record = showable({ ...scored('gsm8k/3'), attempt: { turns: [{ prompt: 'x', completion }] } }, {})
    expect(explained(record)).toContain('[reasoning]\n│ Three and four.\n[text]\n│ #### »7«')
    expect(sideBySideText(record, record, ['base', 'sft'])).toContain('[reasoning] Three and four.')
  })

  it('says at which stop a reply was cut, and what came after it', () => {
    const cut = { stop: '\nprint', rest: '\nprint(f(2))', finishReason: 'length' as const }
    const completion = { text: '#### 7', finishReason: 'stop' as const, cut }
    const text = explained({ ...scored('gsm8k/3'), attempt: { turns: [{ prompt: 'x', completion }] } })
    expect(text).toContain('reply: cut at the stop "\\nprint"')
    expect(text).toContain('│ #### »7«\n[after the stop, not read]\n│\n│ print(f(2))')
  })

  it('names the seed of the random inputs of its tests, where they draw any', () => {
    const verdict = { outcome: 'failed', detail: '', wallMs: 3, seed: 77 }
    const text = (tests: string) => {
      const { outcome, ...record } = scored('doubles/0')
      if (outcome.kind !== 'scored') throw new TypeError('it is')
      const program = { language: 'python' as const, prompt: 'def f(x):', tests, entryPoint: 'f' }
      return explained({ ...record, program, outcome: { ...outcome, score: { ...outcome.score, verdict } } })
    }
    expect(text('import random\nassert f(random.random())')).toContain(
      'ended as failed after 3 ms. The right answer is 7. Its tests drew inputs from the seed 77.',
    )
    expect(text('assert f(1) == 2')).not.toContain('seed')
  })

  it('says why there is no score', () => {
    expect(explained(unscored('gsm8k/3'))).toContain('Not scored (model-error): the server answered 500.')
  })

  it('shows control characters and does not obey them', () => {
    const record = scored('gsm8k/3')
    const hostile = { text: '\u001b[2J\u0007#### 7\r\n\tdone', finishReason: 'stop' as const }
    const text = explained({ ...record, attempt: { turns: [{ prompt: 'x', completion: hostile }] } })
    expect(text).toMatch(/\ufffd\[2J\ufffd/)
    expect(text).toContain('\n│ \tdone')
    expect(text).not.toContain('\u001b')
  })

  it('shows no more of a long line of tests than a reader can take in', () => {
    const tests = `inputs = [${'1, '.repeat(100_000)}]\nassert f(1) == 1`
    const program = { language: 'python' as const, prompt: 'def f(x):', tests, entryPoint: 'f' }
    const text = explained({ ...scored('humaneval-plus/3'), program })
    expect(text).toMatch(/\n│ inputs = \[1, .{980,1000} … \(300011 characters\)\n│ assert f\(1\) == 1\n/)
    expect(text.length).toBeLessThan(3000)
  })
})
