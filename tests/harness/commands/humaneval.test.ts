/** The command line around HumanEval: what can be wrong is said before any request, and a stop leaves no process behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openRun } from '../../../results/store/read.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess, processEnvironment } from '../../helpers/evalkit-process.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { processesWith } from '../../helpers/processes.ts'
import { sharePythonSnapshot } from '../../helpers/sandbox-programs.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const file = sharedData('humaneval/HumanEval.jsonl.gz')
const dataDir = file === undefined ? '' : dirname(dirname(file))

const ROW = {
  task_id: 'HumanEval/0',
  prompt: 'def f(x):\n',
  entry_point: 'f',
  test: 'def check(f): assert f(1)',
  canonical_solution: '    return 1\n',
}
const OTHER = gzipSync(`${JSON.stringify(ROW)}\n`)

describe('before any request, evalkit refuses', () => {
  it.each([
    ['a damaged archive', OTHER.subarray(0, OTHER.length - 12)],
    ['another archive', OTHER],
    ['what is no archive', Buffer.from('<html>404</html>')],
  ])('%s in the place of the data', async (_, bytes) => {
    const server = await fakeOpenAi('def f(x): return 1')
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, 'humaneval'))
    await writeFile(join(cwd, 'humaneval/HumanEval.jsonl.gz'), bytes)
    for (const words of [
      ['run', 'humaneval', '--model', `m=vllm/m@${server.url}`],
      ['sandbox', 'test'],
    ]) {
      const { code, stderr } = await evalkit([...words, '--data-dir', '.'], { cwd })
      expect(code).toBe(2)
      expect(stderr).toMatch(
        /^evalkit: humaneval\/HumanEval\.jsonl\.gz: sha256 is [0-9a-f]{64}, expected b796127e.*\n {2}.*evalkit data pull \(from https:.*\)\.\n$/,
      )
    }
    expect(server.requests).toEqual([])
  })

  it.skipIf(file === undefined).each([
    [
      'a k that the repeats do not allow',
      ['--repeats', '2', '--pass-at', '5'],
      /--pass-at 5: cannot be estimated from 2 replies per problem/,
      /--repeats 5/,
    ],
    ['a sample that there is not', ['--sample-id', 'humaneval/164'], /humaneval\/164/, /humaneval\/163/],
    ['a check that there is not', ['--check', 'none'], /check.*split.*in-place/is, /run --help/],
    ['a rule', ['--rule', 'number'], /unit-tests has no extraction rules/, /./],
  ])('%s [needs the shared data sets]', async (_, words, says, hints) => {
    const server = await fakeOpenAi('def f(x): return 1')
    const cwd = await temporaryFolder()
    const args = ['run', 'humaneval', '--model', `m=vllm/m@${server.url}`, '--data-dir', dataDir, ...words]
    const { code, stderr } = await evalkit(args, { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(hints)
    expect(server.requests).toEqual([])
    expect(await readdir(cwd)).not.toContain('evalkit-runs')
  })

  it.skipIf(file === undefined).each([
    ['an unknown task', '{"id": "humaneval/164", "completion": "x"}', /answers\.jsonl:1.*humaneval\/164/],
    ['a task by its upstream name', '{"id": "HumanEval/0", "completion": "x"}', /answers\.jsonl:1.*HumanEval\/0/],
    ['a completion that is no text', '{"id": "humaneval/0", "completion": 7}', /answers\.jsonl:1.*completion/],
    ['a completion that is a list', '{"id": "humaneval/0", "completion": ["x"]}', /answers\.jsonl:1.*completion/],
    ['a line without a completion', '{"id": "humaneval/0"}', /answers\.jsonl:1.*completion/],
  ])('a replay with %s [needs the shared data sets]', async (_, line, says) => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'answers.jsonl'), `${line}\n`)
    const args = ['run', 'humaneval', '--model', 'replay/answers.jsonl', '--data-dir', dataDir]
    const { code, stdout, stderr } = await evalkit(args, { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(says)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(await readdir(cwd)).not.toContain('evalkit-runs')
  })
})

it.skipIf(file === undefined)(
  'runs stored answers again, by the check that is asked for [needs the shared data sets]',
  async () => {
    const cwd = await temporaryFolder()
    await sharePythonSnapshot(cwd)
    const rows = gunzipSync(await readFile(file as string))
      .toString()
      .split('\n', 2)
    const answers = rows.map((row, id) => ({ id: `humaneval/${id}`, completion: JSON.parse(row).canonical_solution }))
    await writeFile(join(cwd, 'answers.jsonl'), answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''))
    const words = ['humaneval', '--protocol', 'completion', '--limit', 'first:2', '--model', 'replay/answers.jsonl']
    const first = await evalkit(['run', ...words, '--data-dir', dataDir, '--json'], { cwd })
    expect(first.stderr).not.toContain('evalkit:')
    const run = JSON.parse(first.stdout).runs[0].run
    const again = await evalkit(['rescore', run, '--check', 'in-place', '--json'], { cwd })
    expect(again).toMatchObject({ code: 0 })
    expect(JSON.parse(again.stdout).runs).toMatchObject([{ rule: 'continuation', n: 2, correct: 2 }])
    const { manifest } = await openRun(join(cwd, JSON.parse(again.stdout).runs[0].run))
    expect(manifest).toMatchObject({ protocol: { check: 'in-place' }, sandbox: { engine: 'isolate' } })
  },
)

describe('where isolated-vm is not installed', () => {
  it('says so in one sentence, before any request', async () => {
    const server = await fakeOpenAi('def f(x): return 1')
    const cwd = await temporaryFolder()
    const launcher = await checkoutWithout('isolated-vm')
    const commands = [
      ['sandbox', 'test'],
      ...(file === undefined ? [] : [['run', 'humaneval', '--model', `m=vllm/m@${server.url}`, '--data-dir', dataDir]]),
    ]
    for (const words of commands) {
      const { code, stderr } = await evalkitProcess(words, { cwd, launcher })
      expect(code).toBe(2)
      expect(stderr).toMatch(/\nevalkit: .*Cannot find package 'isolated-vm'[^\n]*\n {2}[^\n]*run "npm ci"[^\n]*\n$/)
    }
    expect(server.requests).toEqual([])
  })
})

/** A copy of the sources beside all packages but one. @returns its launcher */
async function checkoutWithout(name: string): Promise<string> {
  const copy = await temporaryFolder()
  for (const part of ['bin', 'harness', 'benchmarks', 'scorers', 'sandboxes', 'results', 'package.json']) {
    await cp(join(ROOT, part), join(copy, part), { recursive: true })
  }
  await mkdir(join(copy, 'node_modules'))
  const packages = await readdir(join(ROOT, 'node_modules'))
  for (const other of packages.filter((found) => found !== name)) {
    await symlink(join(ROOT, 'node_modules', other), join(copy, 'node_modules', other))
  }
  return join(copy, 'bin/evalkit.js')
}

const LOOPS = '    while True: pass\n'

describe.skipIf(process.platform !== 'linux' || file === undefined)(
  'Ctrl-C [needs Linux and the shared data sets]',
  () => {
    it.each(['the process', 'its whole group, as a terminal does it'])(
      'twice, to %s, leaves no process behind',
      async (to) => {
        const cwd = await temporaryFolder()
        const cache = await sharePythonSnapshot(cwd)
        // More loops than could come to their end before the signals, on however slow a machine.
        const answers = Array.from({ length: 40 }, (_, id) =>
          JSON.stringify({ id: `humaneval/${id}`, completion: LOOPS }),
        )
        await writeFile(join(cwd, 'answers.jsonl'), `${answers.join('\n')}\n`)
        const words = [
          'run',
          'humaneval',
          '--protocol',
          'completion',
          '--limit',
          'first:40',
          '--model',
          'replay/answers.jsonl',
        ]
        const child = spawn(process.execPath, [join(ROOT, 'bin/evalkit.js'), ...words, '--data-dir', dataDir], {
          cwd,
          env: processEnvironment(cwd),
          stdio: 'ignore',
          detached: true,
        })
        const ended = once(child, 'exit')
        const pid = child.pid as number
        const folders = () => readdir(join(cwd, 'evalkit-runs')).catch(() => [])
        await expect.poll(folders, { timeout: 40_000 }).toHaveLength(1)
        await expect.poll(() => processesWith(cache), { timeout: 40_000 }).not.toEqual([])
        await sleep(500) // the first programs begin a moment after the folder is there
        for (let times = 0; times < 2; times++) {
          try {
            process.kill(to === 'the process' ? pid : -pid, 'SIGINT')
          } catch (error) {
            expect(error).toMatchObject({ code: 'ESRCH' }) // the first was enough: no program had begun
          }
          await sleep(300)
        }
        expect(await ended).toEqual([130, null])
        expect(await processesWith(cache)).toEqual([])
        const run = await openRun(join(cwd, 'evalkit-runs', (await folders())[0] ?? ''))
        expect(run.manifest).toMatchObject({
          status: 'interrupted',
          sandbox: { engine: 'isolate', wallMs: expect.any(Number) },
        })
        expect(await readFile(join(run.folder, 'samples.jsonl'), 'utf8')).toBe('')
      },
    )
  },
)
