/** Accidents that happen between a model and its score, from the command line to the exit code. */
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { chatReply, fakeOpenAi } from '../../helpers/fake-openai.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })

/** A replay whose replies are changed. */
const changed = (text: string, change: (reply: string, index: number) => string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      const row = JSON.parse(line)
      return JSON.stringify({ ...row, completion: change(row.completion, index) })
    })
    .join('\n')

const BASE = replies((index) => index % 5 === 0)
const MODELS = {
  base: BASE,
  copy: BASE,
  other: changed(BASE, (reply) => `Let me see.\n${reply}`),
  silent: changed(BASE, () => ''),
  gibberish: changed(BASE, () => `${'the '.repeat(60)}7`),
  tail: changed(BASE, (reply) => `${reply}<|im_end|>\n<|im_start|>user`),
  runon: changed(
    BASE,
    (reply) => `${reply}<|im_end|>\n<|im_start|>user\nAnd 3 + 4?<|im_end|>\n<|im_start|>assistant\n#### 7`,
  ),
}

const gated = (label: string, ...flags: string[]) =>
  run(
    ...['run', 'wordproblems', '--baseline', 'replay/base.jsonl', '--model', `replay/${label}.jsonl`, '--gate'],
    ...['--runs-dir', `runs-${label}`, ...flags],
  )

beforeAll(async () => {
  cwd = await sharedFolder()
  for (const [label, text] of Object.entries(MODELS)) await writeFile(join(cwd, `${label}.jsonl`), text)
})

describe('an accident is named in the first line of the verdict, and never passes', () => {
  it.each([
    ['copy', 12, /^INCOMPARABLE: copy on wordproblems\. Checks failed: identical-replies \(copy on wordproblems\)\.$/m],
    ['silent', 10, /^REGRESSED: .* Checks failed: empty \(silent on wordproblems\)/m],
    ['gibberish', 10, /^REGRESSED: .* Checks failed: same-answer \(gibberish on wordproblems\), loops/m],
    ['tail', 11, /^INCONCLUSIVE: .* Checks failed: template-tokens \(tail on wordproblems\)/m],
    ['runon', 11, /^INCONCLUSIVE: .* Checks failed: template-tokens \(runon on wordproblems\), run-on/m],
  ])('%s: exit code %i', async (label, exitCode, line) => {
    const { code, stdout } = await gated(label)
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: expect.stringMatching(line) })
  })

  it('another model that answers as well is none', async () => {
    const { code, stdout } = await gated('other')
    expect(code).toBe(0)
    expect(stdout).not.toContain('Check')
  })

  it('is not let pass by a policy that only warns of what cannot be decided', async () => {
    await writeFile(join(cwd, 'warn.yaml'), 'gate: { inconclusive: warn }')
    expect((await gated('tail', '--config', 'warn.yaml')).code).toBe(11)
  })
})

describe('one model behind both names', () => {
  it('is found by the name that the server puts into its replies', async () => {
    const server = await fakeOpenAi(({ body }, call) =>
      chatReply({ content: `Number ${call} for ${body.model}.\n#### 7` }, {}, { model: 'base-7b' }),
    )
    const models = ['--baseline', `base=vllm/base-7b@${server.url}`, '--model', `sft=vllm/my-sft@${server.url}`]
    const { code, stdout } = await run('run', 'wordproblems', ...models, '--gate', '--runs-dir', 'runs-http')
    expect(code).toBe(12)
    expect(stdout).toMatch(/^INCOMPARABLE: sft on wordproblems\. Checks failed: shared-model/m)
    expect(stdout.replace(/\n +/g, ' ')).toContain(
      '200 of 200 replies of sft came from base-7b, as did 200 of 200 of base, though my-sft and base-7b were asked.',
    )
  })
})

describe('--accept', () => {
  const folders = () =>
    readdirSync(join(cwd, 'runs-copy'))
      .filter((name) => name.includes('wordproblems'))
      .slice(0, 2)
  const paths = () => folders().map((name) => join('runs-copy', name))

  it('lets a check fail, and says so in every output', async () => {
    const files = ['-o', 'out.md', '-o', 'out.html', '-o', 'out.xml', '-o', 'out.json']
    const marked = /Accepted although check identical-replies failed/
    const accept = ['--accept', 'identical-replies']
    const { code, stdout } = await run('gate', ...paths(), ...accept)
    expect(code).toBe(0)
    expect(stdout.replace(/\n +/g, ' ')).toMatch(/^PASS: .* Accepted: identical-replies \(copy on wordproblems\)\.$/m)
    expect(stdout.replace(/\n +/g, ' ')).toMatch(marked)
    await run('report', ...paths(), ...accept, ...files)
    for (const file of ['out.md', 'out.html', 'out.xml']) {
      expect(readFileSync(join(cwd, file), 'utf8').replaceAll('\\', ''), file).toMatch(marked)
    }
    const { comparisons, gate } = JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))
    expect(comparisons[0].checks).toEqual([expect.objectContaining({ check: 'identical-replies', accepted: true })])
    expect(gate.decisions[0]).toMatchObject({ verdict: 'PASS', accepted: ['identical-replies'] })
    const workflow = await evalkit(['gate', ...paths(), ...accept], { cwd, env: { GITHUB_ACTIONS: 'true' } })
    expect(workflow.stdout + workflow.stderr).toMatch(/::notice title=.*::.*Accepted although check identical-replies/)
  })

  it('may stand in the config', async () => {
    await writeFile(join(cwd, 'accept.yaml'), 'gate: { accept: [identical-replies] }')
    expect((await run('gate', ...paths(), '--config', 'accept.yaml')).code).toBe(0)
  })

  it('knows the checks there are', async () => {
    const { code, stderr } = await run('gate', ...paths(), '--accept', 'identical')
    expect(code).toBe(2)
    expect(stderr).toMatch(/--accept identical: no such check[\s\S]*identical-replies/)
  })

  it('is asked for by compare as well, which names the check', async () => {
    expect((await run('compare', ...paths())).stdout.replace(/\n +/g, ' ')).toContain(
      'Check identical-replies failed: All 200',
    )
  })
})

describe('a stored baseline', () => {
  it('keeps enough of its replies to know its own copy again', async () => {
    await run('baseline', 'set', 'main', 'wordproblems', '--model', 'base=replay/base.jsonl')
    const against = ['run', 'wordproblems', '--baseline', '@main', '--gate', '--model']
    const { code, stdout } = await run(...against, 'replay/copy.jsonl', '--runs-dir', 'runs-stored')
    expect(code).toBe(12)
    expect(stdout).toContain('Checks failed: identical-replies (copy on wordproblems).')
    expect((await run(...against, 'replay/other.jsonl', '--runs-dir', 'runs-stored')).code).toBe(0)
  })
})
