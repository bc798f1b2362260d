import { expect, it } from 'vitest'
import { notesOn } from '../../../results/words/notes.ts'
import { finishedRun, record } from '../../helpers/records.ts'

it('names programs that nothing was learned of apart from wrong ones', async () => {
  const ended = (outcome: string, module?: string) => ({ outcome, detail: '', ...(module !== undefined && { module }) })
  const records = [
    ended('passed'),
    ended('failed'),
    ended('unencodable'),
    ended('unencodable'),
    ended('missing-module', 'numpy'),
  ].map((verdict, index) => record(`p/${index}`, verdict.outcome === 'passed' ? 1 : 0, { verdict }))
  expect(notesOn(await finishedRun('sft', records), false)).toEqual(
    expect.arrayContaining([
      'sft: programs: 1 failed, 1 missing-module, 1 passed, 2 unencodable',
      'sft: 2 programs could not be judged apart from the tests, and count as not passed',
      'sft: programs that import modules which the sandbox does not have, and count as not passed: 1 numpy',
    ]),
  )
})
