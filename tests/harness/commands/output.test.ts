/** Where output cannot go: notes are lost without a word, results are not. */
import { spawn } from 'node:child_process'
import { existsSync, openSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evalkit, LAUNCHER } from '../../helpers/evalkit.ts'
import { processEnvironment } from '../../helpers/evalkit-process.ts'
import { replies } from '../../helpers/quiz.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const FULL = '/dev/full'

async function quiz(): Promise<string> {
  const cwd = await temporaryFolder()
  // One reply is missing, so that there is something to note.
  writeFileSync(join(cwd, 'answers.jsonl'), `${replies((index) => (index === 3 ? undefined : false))}\n`)
  return cwd
}

const ARGS = ['run', 'wordproblems', '--model', 'm=replay/answers.jsonl', '--limit', 'first:10', '--fail-on-error', '1']

/** With a device that is full, or a pipe that nobody reads, in place of one of the outputs. */
async function run(
  args: readonly string[],
  cwd: string,
  outputs: { stdout?: 'full'; stderr?: 'full' | 'closed' },
  env = {},
) {
  const sink = () => openSync(FULL, 'w')
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd,
    env: processEnvironment(cwd, env),
    stdio: ['ignore', outputs.stdout === 'full' ? sink() : 'pipe', outputs.stderr === 'full' ? sink() : 'pipe'],
    timeout: 110_000,
  })
  if (outputs.stderr === 'closed') child.stderr?.destroy()
  const texts = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text) => (texts.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (texts.stderr += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return { code, ...texts }
}

describe.skipIf(!existsSync(FULL))('with a full device', { timeout: 120_000 }, () => {
  it.each<[string, readonly string[], object]>([
    ['notes', [], {}],
    ['progress in a CI log', [], { CI: '1' }],
    ['a log', ['--log-level', 'trace'], {}],
  ])('in place of standard error, %s are lost and nothing else is', async (_, more, env) => {
    const { code, stdout } = await run([...ARGS, ...more], await quiz(), { stderr: 'full' }, env)
    expect(stdout).toMatch(/m \* +100\.0% /)
    expect(code).toBe(0)
  })

  it('in place of a log file, the run says so once and goes on', async () => {
    const { code, stderr } = await evalkit([...ARGS, '--log-level', 'trace', '--log-file', FULL], { cwd: await quiz() })
    expect(code).toBe(0)
    expect(stderr.match(/--log-file \/dev\/full: cannot be written any more: ENOSPC/g)).toHaveLength(1)
  })

  it.each([[[]], [['--json']]])('in place of standard output, that is told (%j)', async (more) => {
    const { code, stderr } = await run([...ARGS, ...more], await quiz(), { stdout: 'full' })
    expect(stderr).toMatch(
      /standard output cannot be written: ENOSPC.*\n {2}The disk is full: make room on it\. Results of runs are saved/,
    )
    expect(code).toBe(3)
  })
})

it('a reader of standard error that goes away ends nothing', { timeout: 120_000 }, async () => {
  const { code, stdout } = await run([...ARGS, '--log-level', 'trace'], await quiz(), { stderr: 'closed' })
  expect(stdout).toMatch(/m \* +100\.0% /)
  expect(code).toBe(0)
})

it('a label may be longer than the name of a folder', { timeout: 120_000 }, async () => {
  const cwd = await quiz()
  const label = 'long-'.repeat(60)
  const { code, stdout } = await evalkit(
    ['run', 'wordproblems', '--model', `${label}=replay/answers.jsonl`, '--limit', 'first:3', '--json'],
    { cwd },
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout).runs[0].model).toBe(label)
  expect(readdirSync(join(cwd, 'evalkit-runs'))).toHaveLength(1)
})

it('a place that is too long to be made is refused with what fits', { timeout: 120_000 }, async () => {
  const { code, stderr } = await evalkit([...ARGS, '--runs-dir', 'x'.repeat(300)], { cwd: await quiz() })
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /ENAMETOOLONG.*\n {2}The path is too long: choose a shorter one\. --runs-dir names another place\./,
  )
})
