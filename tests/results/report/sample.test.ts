import { describe, expect, it } from 'vitest'
import { explainSample } from '../../../results/report/sample.ts'
import { scored, unscored } from '../../helpers/stored-run.ts'

describe('explainSample', () => {
  it('shows prompt, reply with its answer marked, and the verdict', () => {
    const text = explainSample({ record: scored('gsm8k/3') }, false)
    expect(text).toMatch(/^gsm8k\/3, repeat 1/)
    expect(text).toContain('[user] How many?')
    expect(text).toContain('#### »7«')
    expect(text).toContain('Scored 1: the answer taken is 7 by rule number, branch hashes. The right answer is 7.')
  })

  it('says why there is no score', () => {
    expect(explainSample({ record: unscored('gsm8k/3') }, false)).toContain(
      'Not scored (model-error): the server answered 500.',
    )
  })

  it('shows control characters and does not obey them', () => {
    const record = scored('gsm8k/3')
    const hostile = { text: '\u001b[2J\u0007#### 7\r\n\tdone', finishReason: 'stop' as const }
    const text = explainSample(
      { record: { ...record, attempt: { turns: [{ prompt: 'x', completion: hostile }] } } },
      false,
    )
    expect(text).toMatch(/\ufffd\[2J\ufffd/)
    expect(text).toContain('\n\tdone')
    expect(text).not.toContain('\u001b')
  })
})
