import { describe, expect, it } from 'vitest'
import { jobOf, signature } from '../../../../harness/reporting/github/job.ts'

const env = {
  GITHUB_WORKFLOW: 'evalkit',
  GITHUB_JOB: 'gate',
  GITHUB_REPOSITORY: 'org/project',
  GITHUB_RUN_ID: '123',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SHA: 'aaaaaaaaaaaaaaaaaaaa',
}

describe('the name of a job', () => {
  it.each([
    [{}, 'evalkit / gate'],
    [{ GITHUB_WORKFLOW: '' }, 'gate'],
    [{ EVALKIT_MATRIX: 'null' }, 'evalkit / gate'],
    [{ EVALKIT_MATRIX: '' }, 'evalkit / gate'],
    [{ EVALKIT_MATRIX: '{"model":"sft","node":24}' }, 'evalkit / gate (sft, 24)'],
    [{ EVALKIT_MATRIX: '{"case":{"model":"sft","think":false},"part":null}' }, 'evalkit / gate (sft, false)'],
    [{ EVALKIT_MATRIX: 'leg 2' }, 'evalkit / gate (leg 2)'],
    [{ GITHUB_JOB: undefined }, undefined],
  ])('with %j is %s', (change, name) => expect(jobOf({ ...env, ...change }, {}).name).toBe(name))

  it('is what the user says', () => expect(jobOf(env, {}, { id: 'nightly' }).name).toBe('nightly'))
})

describe('the commit', () => {
  it.each([
    [{}, env.GITHUB_SHA],
    [{ pull_request: { number: 1, head: { sha: 'bbb' } } }, 'bbb'],
    [{ workflow_run: { head_sha: 'ccc' } }, 'ccc'],
    [{ merge_group: { head_sha: 'ddd' } }, 'ddd'],
  ])('of the event %j is %s, and not the merge that GitHub tests', (event, commit) => {
    expect(jobOf(env, event).commit).toBe(commit)
  })
})

describe('the line below a comment', () => {
  const now = new Date('2026-11-28T17:20:59Z')

  it('names job, commit, date, run and artifact', () => {
    expect(signature(jobOf(env, {}, { artifact: 'evalkit-report-gate' }), now)).toBe(
      '\n<sub>evalkit / gate · commit [`aaaaaaaaaa`](https://github.com/org/project/commit/aaaaaaaaaaaaaaaaaaaa) · ' +
        '2026-11-28 17:20 UTC · ' +
        '[run 123, attempt 2](https://github.com/org/project/actions/runs/123/attempts/2) · ' +
        'full reports in the artifact [`evalkit-report-gate`](https://github.com/org/project/actions/runs/123#artifacts)</sub>\n',
    )
  })

  it('holds nothing that GitHub would obey', () => {
    const line = signature(jobOf({ ...env, EVALKIT_MATRIX: '{"m":"<b>@all --> `x`"}' }, {}), now)
    expect(line).not.toMatch(/<b>|@all|-->/)
  })

  it('is empty outside of a workflow', () => expect(signature(jobOf({}, {}), now)).toBe(''))
})
