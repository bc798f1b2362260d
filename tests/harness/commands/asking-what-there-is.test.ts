/** Help, and what there is, for people and for programs. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { RunWriter } from '../../../results/store/write.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { manifest } from '../../helpers/stored-run.ts'
import { sharedFolder, temporaryFolder } from '../../helpers/temporary.ts'

describe('help', () => {
  it.each([[['run', '--help']], [['run', '-h']], [['help', 'run']], [['--help', 'run']], [['-h', 'run']]])(
    'is the command’s own for %j',
    async (args) => {
      const { code, stdout } = await evalkit(args, { cwd: await temporaryFolder() })
      expect(code).toBe(0)
      expect(stdout).toMatch(/^Usage: evalkit run [\s\S]*--max-tokens/)
    },
  )

  it.each([[['help']], [['-h']], [['help', '--json']]])('is of all commands for %j', async (args) => {
    const { code, stdout } = await evalkit(args, { cwd: await temporaryFolder() })
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: evalkit <command>')])
  })

  it('knows no command that there is not', async () => {
    const { code, stderr } = await evalkit(['help', 'rnu'], { cwd: await temporaryFolder() })
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "run"?')])
  })
})

describe('--json', () => {
  let cwd: string
  let run: string
  const json = async (...args: string[]) => {
    const { code, stdout } = await evalkit([...args, '--json'], { cwd })
    return { code, document: JSON.parse(stdout) }
  }

  beforeAll(async () => {
    cwd = await sharedFolder()
    await writeFile(
      join(cwd, 'base.jsonl'),
      replies((index) => index % 5 === 0),
    )
    const ended = await json('run', 'wordproblems', '--limit', '0-9', '--model', 'replay/base.jsonl')
    run = ended.document.runs[0].run
  })

  it('of list runs has each run with its score', async () => {
    const { code, document } = await json('list', 'runs')
    expect(code).toBe(0)
    expect(document).toMatchObject({
      schemaVersion: 1,
      runs: [{ number: 1, run, benchmark: 'wordproblems', protocol: 'chat', model: 'base', metric: 'accuracy', n: 10 }],
    })
  })

  it('of list runs is of one model or benchmark alone, where that is asked for', async () => {
    expect((await json('list', 'runs', '--model', 'base', '--benchmark', 'wordproblems')).document.runs).toHaveLength(1)
    expect((await json('list', 'runs', '--model', 'sft')).document.runs).toEqual([])
    expect((await json('list', 'models', '--model', 'sft')).code).toBe(2)
  })

  it('of list runs calls a run interrupted whose process has died', async () => {
    const runsDir = join(cwd, 'others')
    const held = await RunWriter.create(runsDir, manifest)
    const statuses = async () => (await json('list', 'runs', '--runs-dir', runsDir)).document.runs[0].status
    expect(await statuses()).toBe('running')
    const lock = JSON.parse(await readFile(join(held.folder, 'lock.json'), 'utf8'))
    await writeFile(join(held.folder, 'lock.json'), JSON.stringify({ ...lock, pid: 4_194_303 }))
    expect(await statuses()).toBe('interrupted')
  })

  it('of show takes the number, the label and the age of a run', async () => {
    for (const name of ['1', 'base', 'latest']) {
      expect((await json('show', name)).document).toMatchObject({ runs: [{ run }] })
    }
  })

  it('of list models has what a name stands for', async () => {
    await writeFile(join(cwd, 'evalkit.config.yaml'), 'models: { sft: "vllm/sft@http://127.0.0.1:8000/v1" }\n')
    const { document } = await json('list', 'models')
    expect(document.models).toContainEqual({
      model: 'sft',
      address: 'vllm/sft@http://127.0.0.1:8000/v1',
      from: 'config file',
    })
    expect(document.models).toContainEqual(expect.objectContaining({ keyVariable: 'OPENAI_API_KEY' }))
  })

  it.each(['benchmarks', 'protocols', 'rules'])('of list %s has as many as the table has rows', async (what) => {
    const { document } = await json('list', what)
    const { stdout } = await evalkit(['list', what], { cwd })
    expect(document[what]).toHaveLength(stdout.trimEnd().split('\n').length - 2)
  })

  it('of a list that there is not is an error document', async () => {
    const { code, document } = await json('list', 'modles')
    expect([code, document.error.hint]).toEqual([2, expect.stringContaining('Did you mean "models"?')])
  })

  it('of show has manifest and summary, and of a sample its records', async () => {
    const whole = await json('show', run)
    expect(whole.document).toMatchObject({
      schemaVersion: 1,
      runs: [{ run, manifest: { benchmark: { name: 'wordproblems' } }, summary: { n: 10 } }],
    })
    const sample = await json('show', run, '3')
    expect(sample.document).toMatchObject({
      run,
      trials: [{ id: 'wordproblems/3', outcome: { kind: 'scored' }, attempt: { turns: [{}] } }],
    })
  })
})
