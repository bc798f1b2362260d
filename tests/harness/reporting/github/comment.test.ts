import { describe, expect, it } from 'vitest'
import { postComment } from '../../../../harness/reporting/github/comment.ts'
import type { EvalkitError } from '../../../../results/errors.ts'
import { comment, fakeGitHub } from '../../../helpers/fake-github.ts'

const MARK = '<!-- evalkit-report -->'
const pull = (url: string) => ({
  api: new URL(`${url}/`),
  repository: 'org/project',
  number: 17,
  token: 'secret-token',
})

describe('a comment on a pull request', () => {
  it('is made once, and then kept up to date', async () => {
    const github = await fakeGitHub([comment(1, 'LGTM', 'User', 'MEMBER')])
    expect(await postComment(pull(github.url), 'first')).toEqual({
      updated: false,
      url: 'https://github.example/org/project/pull/17#issuecomment-1001',
    })
    expect(await postComment(pull(github.url), 'second')).toMatchObject({ updated: true })
    expect(github.comments.map(({ body }) => body)).toEqual(['LGTM', `${MARK}\nsecond`])
    expect([...github.authorizations]).toEqual(['Bearer secret-token'])
  })

  it('is found among hundreds', async () => {
    const others = Array.from({ length: 250 }, (_, id) => comment(id, `note ${id}`, 'User'))
    const github = await fakeGitHub([...others, comment(999, `${MARK}\nold`)])
    await postComment(pull(github.url), 'new')
    expect(github.comments.at(-1)?.body).toBe(`${MARK}\nnew`)
    expect(github.requests.filter((request) => request.startsWith('GET'))).toHaveLength(3)
  })

  it('leaves alone what a passer-by has marked, and what only quotes the mark', async () => {
    const github = await fakeGitHub([
      comment(1, `${MARK}\nmine`, 'User', 'NONE'),
      comment(2, `It says ${MARK}`, 'User', 'OWNER'),
    ])
    await postComment(pull(github.url), 'report')
    expect(github.comments.map(({ body }) => body)).toEqual([`${MARK}\nmine`, `It says ${MARK}`, `${MARK}\nreport`])
  })

  it('updates the one that somebody with a token of their own has made', async () => {
    const github = await fakeGitHub([comment(1, `${MARK}\nold`, 'User', 'COLLABORATOR')])
    expect(await postComment(pull(github.url), 'new')).toMatchObject({ updated: true })
  })

  describe('of several jobs', () => {
    const run = (id: string, attempt = '1') => ({ id, attempt, url: `https://github.example/runs/${id}` })
    const bodies = (github: { comments: { body: string }[] }) =>
      github.comments.map(({ body }) => body.replace(/<!--[^>]*-->\n|\n<sub>.*\n/g, ''))

    it('is one for each, and each keeps its own up to date', async () => {
      const github = await fakeGitHub()
      for (const id of ['1', '2']) {
        await postComment(pull(github.url), `PASS ${id}`, { name: 'ci / gate (a)', run: run(id) })
        await postComment(pull(github.url), `REGRESSED ${id}`, { name: 'ci / gate (b)', run: run(id) })
      }
      expect(bodies(github)).toEqual(['PASS 2', 'REGRESSED 2'])
    })

    it('never hides what another leg of the run said, though their names are the same', async () => {
      const github = await fakeGitHub()
      for (const id of ['1', '2']) {
        await postComment(pull(github.url), `REGRESSED ${id}`, { name: 'gate', run: run(id), subject: 'aa' })
        await postComment(pull(github.url), `PASS ${id}`, { name: 'gate', run: run(id), subject: 'bb' })
        await postComment(pull(github.url), `PASS too ${id}`, { name: 'gate', run: run(id), subject: 'bb' })
      }
      expect(bodies(github)).toEqual(['REGRESSED 2', 'PASS 2', 'PASS too 2'])
    })

    it('is updated by a leg that is run again by itself, and by no other', async () => {
      const github = await fakeGitHub()
      await postComment(pull(github.url), 'REGRESSED', { name: 'gate', run: run('1'), subject: 'aa' })
      await postComment(pull(github.url), 'INCOMPLETE', { name: 'gate', run: run('1'), subject: 'bb' })
      await postComment(pull(github.url), 'PASS', { name: 'gate', run: run('1', '2'), subject: 'bb' })
      expect(bodies(github)).toEqual(['REGRESSED', 'PASS'])
    })

    it('takes over the comment of an earlier version', async () => {
      const github = await fakeGitHub([comment(1, `${MARK}\nold`)])
      expect(await postComment(pull(github.url), 'new', { name: 'gate', run: run('1') })).toMatchObject({
        updated: true,
      })
    })

    it('fits into a comment, whatever the job is called', async () => {
      const github = await fakeGitHub()
      const name = '<&>'.repeat(40)
      await postComment(pull(github.url), 'x'.repeat(64_000), { name, run: run('1'), artifact: '`'.repeat(200) })
      expect(github.comments[0]?.body.length).toBeLessThan(65_536)
    })
  })

  it('tries again where that does no harm', async () => {
    const github = await fakeGitHub([], (_, count) => (count < 3 ? 502 : undefined))
    await postComment(pull(github.url), 'report')
    expect(github.comments).toHaveLength(1)
  })

  it('is not made twice when GitHub fails', async () => {
    const github = await fakeGitHub([], (request) => (request.startsWith('POST') ? 502 : undefined))
    await expect(postComment(pull(github.url), 'report')).rejects.toThrow('GitHub answered 502 to POST')
    expect(github.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1)
  })

  it('says what permission is missing, and never the token', async () => {
    const github = await fakeGitHub([], () => 403)
    const error = await postComment(pull(github.url), 'report').then(
      () => undefined,
      (error: EvalkitError) => error,
    )
    expect(error).toMatchObject({
      name: 'GitHubError',
      exitCode: 3,
      hint: expect.stringContaining('pull-requests: write'),
    })
    expect(JSON.stringify([error?.message, error?.hint, error?.stack])).not.toContain('secret-token')
  })

  it.each([
    [429, { 'retry-after': '0' }],
    [403, { 'retry-after': '0' }],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }],
    [429, {}],
  ])('waits for a limit that is over soon, and is made once (%i, %j)', async (status, headers) => {
    const refusal = (request: string, count: number) =>
      request.startsWith('POST') && count < 3 ? { status, headers } : undefined
    const github = await fakeGitHub([], refusal)
    await postComment(pull(github.url), 'report')
    expect(github.comments).toHaveLength(1)
  })

  it('says of a limit that lasts when to try again, and nothing of permissions', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1790) }
    const github = await fakeGitHub([], () => ({ status: 403, headers }))
    await expect(postComment(pull(github.url), 'report')).rejects.toMatchObject({
      hint: 'The token has used up its requests for now; run the same command again in 30 minutes.',
    })
    expect(github.requests).toHaveLength(1)
  })

  it('that GitHub finds fault with is told of in its own words', async () => {
    const github = await fakeGitHub([], (request) => (request.startsWith('POST') ? 422 : undefined))
    await expect(postComment(pull(github.url), 'report')).rejects.toMatchObject({
      message: expect.stringContaining('GitHub answered 422 to POST /api/v3/repos/org/project/issues/17/comments: '),
      exitCode: 3,
    })
  })

  it('says where GitHub could not be reached', async () => {
    const error = await postComment(pull('http://127.0.0.1:9'), 'report').then(
      () => undefined,
      (error: EvalkitError) => error,
    )
    expect(error?.message).toMatch(/^GitHub could not be reached: GET \/repos\/org\/project\/issues\/17\/comments: /)
  })
})
