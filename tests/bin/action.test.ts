/** The steps of action.yml as GitHub would run them, on this machine: the demo's problems, and no network. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { evalkit } from '../helpers/evalkit.ts'
import { processEnvironment } from '../helpers/evalkit-process.ts'
import { fakeGitHub } from '../helpers/fake-github.ts'
import { replies } from '../helpers/quiz.ts'
import { sharedFolder, temporaryFolder } from '../helpers/temporary.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Step {
  readonly name: string
  readonly run?: string
  readonly uses?: string
  readonly env?: Readonly<Record<string, string>>
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'))
const steps: readonly Step[] = action.runs.steps

let cwd: string

interface Surroundings {
  /** Of other contexts than inputs and outputs: `strategy.job-index`. */
  readonly contexts?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

/** Inputs and outputs are put in as GitHub does it. */
async function started(inputs: Readonly<Record<string, string>>, { contexts = {}, env: more = {} }: Surroundings = {}) {
  const temp = await temporaryFolder()
  const given = Object.fromEntries(
    Object.entries<{ default: string }>(action.inputs).map(([name, input]) => [name, inputs[name] ?? input.default]),
  )
  const outputs: Record<string, string> = {}
  const filled = (template: string) =>
    template
      .replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name) => given[name] ?? '')
      .replace(/\$\{\{ steps\.decide\.outputs\.([\w-]+) \}\}/g, (_, name) => outputs[name] ?? '')
      .replace(/\$\{\{ ([^}]+) \}\}/g, (_, name) => contexts[name] ?? '')
  const step = async (name: string) => {
    const { run = '', env = {} } = steps.find((each) => each.name === name) ?? { name }
    const output = join(temp, 'output')
    await writeFile(output, '')
    const bash = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd,
      env: {
        ...processEnvironment(cwd, { PATH: `${dirname(process.execPath)}:${process.env.PATH}` }),
        ...{ RUNNER_TEMP: temp, GITHUB_ACTION_PATH: ROOT, GITHUB_OUTPUT: output },
        ...{ GITHUB_STEP_SUMMARY: join(temp, 'summary.md'), GITHUB_EVENT_NAME: 'push', GITHUB_JOB: 'gate', ...more },
        ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)])),
      },
    })
    const [stdout, stderr, status] = await Promise.all([
      text(bash.stdout),
      text(bash.stderr),
      once(bash, 'close').then(([code]) => code as number),
    ])
    for (const line of readFileSync(output, 'utf8').trim().split('\n')) {
      const [, key = '', value = ''] = /^([\w-]+)=(.*)$/.exec(line) ?? []
      if (key !== '') outputs[key] = value
    }
    return { stdout, stderr, status }
  }
  return { step, outputs, temp }
}

/** All steps, one after the other. */
async function workflow(inputs: Readonly<Record<string, string>>, surroundings: Surroundings = {}) {
  const { step, outputs, temp } = await started(inputs, surroundings)
  const decided = await step('Run and decide')
  const reported = await step('Report')
  const { status } = await step('Verdict')
  const files = await readdir(outputs.report ?? '').catch(() => [])
  const summary = await readFile(join(temp, 'summary.md'), 'utf8').catch(() => '')
  return { status, outputs, files: files.sort(), summary, log: reported.stdout, decided, reported }
}

beforeAll(async () => {
  cwd = await sharedFolder()
  await writeFile(
    join(cwd, 'base.jsonl'),
    replies((index) => index % 5 === 0),
  )
  await writeFile(
    join(cwd, 'worse.jsonl'),
    replies((index) => index % 5 < 2),
  )
  await writeFile(
    join(cwd, 'like.jsonl'),
    replies((index) => (index % 5 === 0 && index > 4) || index === 1),
  )
  await evalkit(['baseline', 'set', 'main', 'wordproblems', '--model', 'replay/base.jsonl'], { cwd })
})

describe.skipIf(process.platform === 'win32')('action.yml', () => {
  it('runs a model, decides, reports, and ends with the verdict’s exit code', async () => {
    const ended = await workflow({ benchmarks: 'wordproblems', model: 'replay/worse.jsonl' })
    expect(ended.decided.stderr).not.toContain('evalkit:')
    expect(ended.outputs).toMatchObject({ 'exit-code': '10', verdict: 'REGRESSED' })
    expect(ended.status).toBe(10)
    expect(ended.files).toEqual(['report.html', 'report.json', 'report.md', 'report.xml', 'results.json'])
    expect(ended.log).toContain('REGRESSED: worse on wordproblems')
    expect(ended.summary.match(/^### .*evalkit: REGRESSED$/gm)).toHaveLength(1)
  })

  it('names an artifact that no other job of the workflow has', async () => {
    const inputs = { benchmarks: 'wordproblms', model: 'm' } // refused at once
    const leg = { 'strategy.job-index': '2', 'strategy.job-total': '4' }
    const alone = { 'strategy.job-index': '0', 'strategy.job-total': '1' }
    const artifact = async (more: object, contexts: Readonly<Record<string, string>>) => {
      const { step, outputs } = await started({ ...inputs, ...more }, { contexts })
      await step('Run and decide')
      return outputs.artifact
    }
    expect(await artifact({}, alone)).toBe('evalkit-report-gate')
    expect(await artifact({}, leg)).toBe('evalkit-report-gate-2')
    expect(await artifact({ artifact: 'mine' }, leg)).toBe('mine')
    expect(await artifact({ artifact: '' }, leg)).toBe('')
  })

  it('comments once a leg, in a workflow that a pull request’s workflow started', async () => {
    const github = await fakeGitHub()
    const event = join(await temporaryFolder(), 'event.json')
    await writeFile(event, '{"workflow_run": {"head_sha": "0123456789abcdef", "pull_requests": [{"number": 17}]}}')
    const commented = (leg: string, model: string, id: string) =>
      workflow(
        { benchmarks: 'wordproblems', model, token: 'secret-token' },
        {
          contexts: { 'toJSON(matrix)': `{"leg": "${leg}"}`, 'strategy.job-index': id, 'strategy.job-total': '2' },
          env: {
            GITHUB_EVENT_NAME: 'workflow_run',
            GITHUB_EVENT_PATH: event,
            GITHUB_API_URL: github.url,
            GITHUB_REPOSITORY: 'org/project',
            GITHUB_WORKFLOW: 'evalkit',
            GITHUB_RUN_ID: '5',
          },
        },
      )
    await commented('a', 'replay/worse.jsonl', '0')
    const { reported } = await commented('b', 'replay/like.jsonl', '1')
    expect(reported.stdout).not.toContain('::warning::')
    expect(github.comments).toHaveLength(2)
    expect(github.comments[0]?.body).toMatch(
      /evalkit: REGRESSED[\s\S]+evalkit \/ gate \(a\) · commit \[`0123456789`\].+\[`evalkit-report-gate-0`\]/,
    )
    expect(github.comments[1]?.body).toMatch(/evalkit: PASS[\s\S]+evalkit \/ gate \(b\)/)
  })

  it('writes the reports where there is no pull request to comment on', async () => {
    const { files, reported } = await workflow(
      { benchmarks: 'wordproblems', model: 'replay/base.jsonl', token: 'secret-token' },
      { env: { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_REPOSITORY: 'org/project' } },
    )
    expect(files).toContain('report.html')
    expect(reported.stdout).toContain('::warning::evalkit could not comment')
  })

  it('decides on finished runs', async () => {
    const runsDir = ['--runs-dir', 'finished']
    await evalkit(['run', 'wordproblems', '--model', 'replay/like.jsonl', ...runsDir], { cwd })
    const ended = await workflow({ runs: 'finished/*wordproblems*', arguments: '--runs-dir finished' })
    expect(ended.outputs).toMatchObject({ 'exit-code': '0', verdict: 'PASS' })
    expect(ended.status).toBe(0)
  })

  it('reports by the policy that it decides by, wherever its arguments name one', async () => {
    await mkdir(join(cwd, 'policies'), { recursive: true })
    await writeFile(join(cwd, 'policies/loose.yaml'), 'gate: { benchmarks: { wordproblems: { margin: 30 } } }\n')
    const ended = await workflow({
      benchmarks: 'wordproblems',
      model: 'replay/worse.jsonl',
      arguments: '--max-connections 4\n--config policies/loose.yaml',
    })
    expect(ended.decided.stderr).not.toContain('evalkit:')
    expect(ended.outputs).toMatchObject({ 'exit-code': '0', verdict: 'PASS' })
    expect(ended.log).toContain('PASS: ')
    expect(ended.log).not.toContain('REGRESSED')
  })

  it('compares finished runs and decides nothing without a baseline', async () => {
    for (const name of ['base', 'worse']) {
      await evalkit(['run', 'wordproblems', '--model', `replay/${name}.jsonl`, '--runs-dir', `two/${name}`], { cwd })
    }
    const ended = await workflow({ runs: 'two/base/*wordproblems*\ntwo/worse/*wordproblems*', baseline: '' })
    expect(ended.outputs).toMatchObject({ 'exit-code': '0', verdict: '' })
    expect(ended.status).toBe(0)
  })

  it('takes no input for a command or an output, whatever it says', async () => {
    const evil = '$(touch hacked) `touch hacked`; touch hacked\nexit-code=0\nEOF'
    const ended = await workflow({ benchmarks: evil, model: evil, arguments: evil, baseline: evil })
    expect(ended.status).toBe(2)
    expect(await readdir(cwd)).not.toContain('hacked')
    const others = await workflow({ runs: evil, arguments: '--no-such-flag' })
    expect(others.status).toBe(2)
    expect(await readdir(cwd)).not.toContain('hacked')
  })

  it('ends with 2 for wrong use, and reports why', async () => {
    const ended = await workflow({ benchmarks: 'wordproblms', model: 'replay/base.jsonl' })
    expect(ended).toMatchObject({ status: 2, files: ['report.json', 'report.md', 'report.xml', 'results.json'] })
    expect(ended.log).toContain('unknown benchmark "wordproblms"')
    expect(ended.decided.stderr).toContain('unknown benchmark "wordproblms"')
  })

  it('hands inputs over in variables only, so that none of them is run as a command', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{')
  })
})
