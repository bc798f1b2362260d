import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPullRequest } from '../../../../harness/reporting/github/pull-request.ts'
import { tellWorkflow } from '../../../../harness/reporting/github/workflow.ts'
import type { EvalkitError } from '../../../../results/errors.ts'
import { annotations } from '../../../../results/report/forms/annotations.ts'
import { fakeGitHub } from '../../../helpers/fake-github.ts'
import { finishedRun, record, records } from '../../../helpers/records.ts'
import { gatedResultsOf, resultsOf } from '../../../helpers/results.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const runs = async (after: string) =>
  [await finishedRun('base', records('1'.repeat(after.length))), await finishedRun('sft', records(after))] as const

describe('a step summary', () => {
  it('is added to what other steps have written', async () => {
    const file = join(await temporaryFolder(), 'summary.md')
    await writeFile(file, '# Earlier\n')
    await tellWorkflow(await resultsOf(...(await runs('1100'))), { GITHUB_STEP_SUMMARY: file })
    expect(await readFile(file, 'utf8')).toMatch(/^# Earlier\n### .* evalkit: /)
  })

  it.each([
    ['shortened to what is left', 1024 * 1024 - 6000, /The rest does not fit here/],
    ['left out where nothing is left', 1024 * 1024 - 100, /^$/],
  ])('is %s of the 1 MiB that GitHub takes', async (_, written, expected) => {
    const file = join(await temporaryFolder(), 'summary.md')
    await writeFile(file, 'x'.repeat(written))
    const models = await Promise.all(
      ['base', ...Array.from({ length: 100 }, (_, i) => `模型-${i}`)].map((label) =>
        finishedRun(label, records('1100')),
      ),
    )
    const [base, ...others] = models
    if (base === undefined) throw new TypeError('there is one')
    await tellWorkflow(await resultsOf(base, ...others), { GITHUB_STEP_SUMMARY: file })
    const bytes = await readFile(file)
    expect(bytes.length).toBeLessThanOrEqual(1024 * 1024)
    expect(bytes.toString().slice(written)).toMatch(expected)
  })

  it('has nothing of a protected question', async () => {
    const file = join(await temporaryFolder(), 'summary.md')
    const protectedRun = (label: string, value: number) =>
      finishedRun(label, [record('gpqa-diamond/0', value, { answer: 'the question’s words' })], { protected: {} })
    await tellWorkflow(await resultsOf(await protectedRun('base', 1), await protectedRun('sft', 0)), {
      GITHUB_STEP_SUMMARY: file,
    })
    const summary = await readFile(file, 'utf8')
    expect(summary).toContain('`gpqa-diamond/0`')
    expect(summary).not.toContain('the question’s words')
  })

  it('that cannot be written stops nothing', async () =>
    expect(
      tellWorkflow(await resultsOf(...(await runs('1100'))), { GITHUB_STEP_SUMMARY: '/no/such/folder/summary' }),
    ).resolves.toBeUndefined())
})

describe('annotations', () => {
  it.each([
    ['1'.repeat(60), {}, 'notice'],
    ['0'.repeat(60), {}, 'error'],
    ['0'.repeat(60), { tier: 'advisory' }, 'warning'],
  ] as const)('of %s under %j are %s', async (after, policy, level) => {
    const { gate } = await gatedResultsOf({ benchmarks: { gsm8k: { margin: 40 } }, ...policy }, ...(await runs(after)))
    expect(annotations(gate)).toEqual([
      expect.stringMatching(new RegExp(`^::${level} title=evalkit%3A .*%2C sft on gsm8k::`)),
    ])
  })

  it('stay one command, whatever a label says', async () => {
    const base = await finishedRun('base', records('1111'))
    const { gate } = await gatedResultsOf(
      {},
      base,
      await finishedRun('x::error,\r\n::stop-commands::y%', records('1111')),
    )
    const [line = ''] = annotations(gate)
    expect(line).not.toMatch(/[\r\n]/)
    expect(line.slice(0, line.indexOf('::', 2))).toContain(
      'x%3A%3Aerror%2C%0D%0A%3A%3Astop-commands%3A%3Ay%25 on gsm8k',
    )
  })
})

describe('the pull request of a workflow', () => {
  const env = { GITHUB_TOKEN: 'secret-token', GITHUB_REPOSITORY: 'org/project' }

  it('is named by the ref', async () =>
    expect(await findPullRequest({ ...env, GITHUB_REF: 'refs/pull/17/merge' })).toMatchObject({
      number: 17,
      api: new URL('https://api.github.com/'),
    }))

  it.each([
    [{ pull_request: { number: 17 } }, 17],
    [{ issue: { number: 18, pull_request: {} } }, 18],
    [{ workflow_run: { pull_requests: [{ number: 19 }] } }, 19],
    [{ check_run: { pull_requests: [{ number: 20 }] } }, 20],
    [{ check_suite: { pull_requests: [{ number: 21 }] } }, 21],
    [{ merge_group: { head_ref: `refs/heads/gh-readonly-queue/release/v2/pr-22-${'0a'.repeat(20)}` } }, 22],
  ])('or by the event %j', async (event, number) => {
    const path = join(await temporaryFolder(), 'event.json')
    await writeFile(path, JSON.stringify(event))
    const found = {
      ...env,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_EVENT_PATH: path,
      GITHUB_API_URL: 'https://ghe.example/api/v3',
    }
    expect(await findPullRequest(found)).toMatchObject({ number, api: new URL('https://ghe.example/api/v3/') })
  })

  it('is found by its branch, where a fork’s pull request started the workflow', async () => {
    const github = await fakeGitHub([], () => undefined, { 'ann:fix/#1': 17 })
    const workflow_run = { pull_requests: [], head_branch: 'fix/#1', head_repository: { owner: { login: 'ann' } } }
    const change = { GITHUB_API_URL: github.url, GITHUB_REF: 'refs/heads/main' }
    expect(await findPullRequest({ ...env, ...change }, { workflow_run })).toMatchObject({ number: 17 })
    await expect(
      findPullRequest({ ...env, ...change }, { workflow_run: { ...workflow_run, head_branch: 'main' } }),
    ).rejects.toThrow('not started by a pull request')
  })

  it('is named by the branch of a merge queue', async () => {
    const GITHUB_REF = `refs/heads/gh-readonly-queue/main/pr-23-${'0a'.repeat(20)}`
    expect(await findPullRequest({ ...env, GITHUB_REF })).toMatchObject({ number: 23 })
  })

  it.each([
    [{ GITHUB_TOKEN: '' }, 'GITHUB_TOKEN is not set'],
    [{ GITHUB_REPOSITORY: undefined }, 'GITHUB_REPOSITORY is not set'],
    [{ GITHUB_REPOSITORY: '../x' }, 'not owner/name'],
    [{ GITHUB_REF: 'refs/heads/main' }, 'not started by a pull request'],
    [{ GITHUB_REF: '', GITHUB_EVENT_PATH: '/no/such/event' }, 'cannot be read'],
    [{ GITHUB_API_URL: 'ftp://ghe.example' }, 'GITHUB_API_URL is not an http URL'],
  ])('is asked for where %j', async (change, message) => {
    const error = await findPullRequest({ ...env, GITHUB_REF: 'refs/pull/17/merge', ...change }).then(
      () => undefined,
      (error: EvalkitError) => error,
    )
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) })
    expect(error?.message).not.toContain('secret-token')
  })
})
