import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeGitHub } from '../../helpers/fake-github.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const WRONG = 'So it is\n#### -1'

/** Two replayed runs of ten word problems: the first two wrong under base, the last two under sft. */
async function twoRuns() {
  const cwd = await temporaryFolder()
  const gold = await readFile(
    new URL('../../../benchmarks/wordproblems/wordproblems-test.jsonl', import.meta.url),
    'utf8',
  )
  const answers = gold
    .split('\n')
    .slice(0, 10)
    .map((line) => JSON.parse(line).answer)
  const replay = (isWrong: (at: number) => boolean) =>
    answers
      .map((answer, at) => JSON.stringify({ id: `wordproblems/${at}`, completion: isWrong(at) ? WRONG : answer }))
      .join('\n')
  await writeFile(
    join(cwd, 'base.jsonl'),
    replay((at) => at < 2),
  )
  await writeFile(
    join(cwd, 'sft.jsonl'),
    replay((at) => at > 7),
  )
  const models = ['--model', 'replay/base.jsonl', '--model', 'replay/sft.jsonl']
  const { code, stderr } = await evalkit(['run', 'wordproblems', '--limit', 'first:10', ...models], { cwd })
  if (code !== 0) throw new Error(stderr)
  const runs = (await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.includes('_wordproblems_')).sort()
  return { cwd, runs: runs.map((name) => `evalkit-runs/${name}`) }
}

const exists = (path: string) =>
  readFile(path).then(
    () => true,
    () => false,
  )

describe('evalkit report', () => {
  it('writes several forms in one go, by their endings, twice the same', async () => {
    const { cwd, runs } = await twoRuns()
    const files = ['r.md', 'r.json', 'r.csv', 'r.txt', 'r.xml']
    const draw = (slash = '') =>
      evalkit(['report', ...runs.map((run) => run + slash), ...files.flatMap((file) => ['-o', file])], { cwd })
    const read = () => Promise.all(files.map((file) => readFile(join(cwd, file), 'utf8')))
    const { code, stdout, stderr } = await draw()
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toContain('wrote r.md\nwrote r.json\nwrote r.csv\nwrote r.txt\nwrote r.xml\n')
    const [markdown, json, csv, text, xml] = await read()
    expect(markdown).toMatch(/^### ⚠️ evalkit: INCONCLUSIVE\n/)
    expect(JSON.parse(json ?? '')).toMatchObject({
      verdict: 'INCONCLUSIVE',
      runs: [{ model: 'base' }, { model: 'sft' }],
    })
    const schema = await evalkit(['schema', 'results'], { cwd })
    const validate = new Ajv({ strict: false }).compile(JSON.parse(schema.stdout))
    expect([validate(JSON.parse(json ?? '')), validate.errors]).toEqual([true, null])
    expect(csv?.split('\r\n')).toHaveLength(12)
    expect(text).toContain('INCONCLUSIVE')
    expect(xml).toContain('<failure message="INCONCLUSIVE: ')
    await draw('/') // as a glob names them
    expect(await read()).toEqual([markdown, json, csv, text, xml])
  })

  it('tells of one run as well, on standard output', async () => {
    const { cwd, runs } = await twoRuns()
    const { code, stdout } = await evalkit(['report', runs[0] as string, '--format', 'markdown'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/\| wordproblems \(chat\) \| base \\\* \| 80\.0% \|/)
  })

  it.each([
    [['-o', 'r.pdf'], '-o r.pdf: unknown file extension .pdf', '.md (markdown)'],
    [['-o', 'r'], '-o r: no file extension', '.csv (csv)'],
    [['-o', 'none/r.md'], '-o none/r.md: there is no folder none', ''],
    [['-o', 'r.md', '-o', './r.md'], '-o ./r.md is given twice', ''],
    [['--format', 'pdf'], '--format pdf: unknown format', 'markdown'],
    [['--format', 'json,csv'], 'standard output takes one format', '-o FILE1 -o FILE2'],
    [['--format', 'json,csv', '-o', 'r.md'], '--format names 2 formats for 1 files', ''],
  ])('refuses %j before it reads anything', async (args, message, hint) => {
    const cwd = await temporaryFolder()
    const { code, stdout, stderr } = await evalkit(['report', 'no-such-run', ...args], { cwd })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })

  it('writes nothing where a run is half-written', async () => {
    const { cwd, runs } = await twoRuns()
    await rm(join(cwd, runs[1] as string, 'summary.json'))
    await writeFile(join(cwd, 'r.md'), 'as it was')
    const { code, stderr } = await evalkit(['report', ...runs, '-o', 'r.md', '-o', 'r.csv'], { cwd })
    expect(code).toBe(3)
    expect(stderr).toContain(`${runs[1]}: has no summary`)
    expect(await readFile(join(cwd, 'r.md'), 'utf8')).toBe('as it was')
    expect(await exists(join(cwd, 'r.csv'))).toBe(false)
  })
})

describe('evalkit report --github-comment', () => {
  it('comments on the pull request of its workflow, and updates that comment', async () => {
    const { cwd, runs } = await twoRuns()
    const github = await fakeGitHub()
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_TOKEN: 'secret-token',
      GITHUB_REPOSITORY: 'org/project',
      GITHUB_REF: 'refs/pull/17/merge',
      GITHUB_API_URL: github.url,
      GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'),
    }
    const args = ['report', ...runs, '--github-comment', '-o', 'r.md']
    const first = await evalkit(args, { cwd, env })
    expect([first.code, first.stdout]).toEqual([0, ''])
    expect(first.stderr).toContain('commented: https://github.example/org/project/pull/17#issuecomment-1000\n')
    expect(first.stderr).toMatch(/^::error title=evalkit%3A INCONCLUSIVE%2C sft on wordproblems::/m)
    expect((await evalkit(args, { cwd, env })).stderr).toContain('updated the comment: ')
    const markdown = await readFile(join(cwd, 'r.md'), 'utf8')
    expect(github.comments.map(({ body }) => body)).toEqual([`<!-- evalkit-report -->\n${markdown}`])
    expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toBe(markdown.repeat(2))
    expect(`${first.stderr}${markdown}`).not.toContain('secret-token')
  })

  it('asks for what it needs before it reads a run', async () => {
    const cwd = await temporaryFolder()
    const { code, stderr } = await evalkit(['report', 'no-such-run', '--github-comment'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('--github-comment: GITHUB_TOKEN is not set')
  })

  it('writes the files also where GitHub refuses', async () => {
    const { cwd, runs } = await twoRuns()
    const github = await fakeGitHub([], () => 403)
    const env = { GITHUB_TOKEN: 'secret-token', GITHUB_REPOSITORY: 'org/project', GITHUB_REF: 'refs/pull/17/merge' }
    const ended = await evalkit(['report', ...runs, '--github-comment', '-o', 'r.md'], {
      cwd,
      env: { ...env, GITHUB_API_URL: github.url },
    })
    expect(ended.code).toBe(3)
    expect(ended.stderr).toContain('GitHub answered 403')
    expect(ended.stderr).not.toContain('secret-token')
    expect(await exists(join(cwd, 'r.md'))).toBe(true)
  })
})
