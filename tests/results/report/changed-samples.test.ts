import { describe, expect, it } from 'vitest'
import { changesText, chosen, compareSamples, viewSamples } from '../../../results/report/changed-samples.ts'
import { finishedRun, record, unscoredRecord } from '../../helpers/records.ts'

const before = [
  record('gsm8k/0', 1, { answer: '7' }),
  record('gsm8k/1', 1, { answer: '8' }),
  record('gsm8k/2', 0, { answer: '9' }),
  record('gsm8k/3', 0, { answer: '1' }),
  unscoredRecord('gsm8k/4'),
]
const after = [
  record('gsm8k/3', 0, { answer: null, flaw: 'truncated' }),
  record('gsm8k/2', 1, { answer: '10' }),
  record('gsm8k/1', 0, { answer: null }),
  record('gsm8k/0', 1, { answer: '7' }),
  record('gsm8k/4', 1, { answer: '5' }),
  record('gsm8k/5', 1),
]

async function samples(changes = {}, showProtected = false) {
  const [first, second] = [await finishedRun('base', before, changes), await finishedRun('sft', after, changes)]
  const range = [0, 1] as const
  return compareSamples(await viewSamples(first, range, showProtected), await viewSamples(second, range, showProtected))
}

describe('changed samples', () => {
  it('are lost, gained or the same; what a run has not scored is neither', async () => {
    expect((await samples()).map(({ id, change }) => [id, change])).toEqual([
      ['gsm8k/0', 'same'],
      ['gsm8k/1', 'lost'],
      ['gsm8k/2', 'gained'],
      ['gsm8k/3', 'same'],
      ['gsm8k/4', 'same'],
    ])
  })

  it.each([
    [{}, ['gsm8k/1', 'gsm8k/2']],
    [{ lost: true }, ['gsm8k/1']],
    [{ gained: true }, ['gsm8k/2']],
    [{ wrong: true }, ['gsm8k/1', 'gsm8k/3']],
    [{ unanswered: true }, ['gsm8k/1', 'gsm8k/3']],
    [{ gained: true, unanswered: true }, ['gsm8k/1', 'gsm8k/2', 'gsm8k/3']],
  ])('by %j are %j', async (filter, ids) =>
    expect(chosen(await samples(), filter, [0, 1]).map(({ id }) => id)).toEqual(ids),
  )

  it('are a table with both answers, those lost first', async () => {
    const all = await samples()
    expect(changesText(chosen(all, {}, [0, 1]), { names: ['base', 'sft'], all }).split('\n')).toEqual([
      'sample   change  right  base  sft',
      '───────────────────────────────────────',
      'gsm8k/1  lost           8     no answer',
      'gsm8k/2  gained         9     10',
      '',
      '1 lost and 1 gained, of 5 samples in both runs',
    ])
  })

  it('are told with repeats by their means', async () => {
    const twice = [record('gsm8k/0', 1), record('gsm8k/0', 0, { repeat: 2 })]
    const views = await viewSamples(await finishedRun('sft', twice), [0, 1], false)
    expect(views.get('gsm8k/0')).toMatchObject({ value: 0.5, answer: '50.0% of 2' })
  })

  it('of a protected benchmark show no words of an answer unless that is asked for', async () => {
    const secret = [record('gpqa-diamond/0', 0, { answer: 'words of the question' })]
    const run = await finishedRun('sft', secret, { protected: {} })
    const answer = async (shown: boolean) => (await viewSamples(run, [0, 1], shown)).get('gpqa-diamond/0')?.answer
    expect([await answer(false), await answer(true)]).toEqual(['(21 characters)', 'words of the question'])
  })
})
