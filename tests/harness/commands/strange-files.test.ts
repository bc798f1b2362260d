/** What others can put where a file is expected: each is one sentence with exit code 2, at once and in little memory. */
import { execFileSync } from 'node:child_process'
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { records } from '../../helpers/records.ts'
import { writeRun } from '../../helpers/run-folder.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

const hasPipes = process.platform !== 'win32'

/** Each makes something at a path. */
const STRANGE: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  'a folder': (path) => mkdir(path),
  'a link to itself': (path) => symlink(path, path),
  'a link to nothing': (path) => symlink(`${path}-nowhere`, path),
  ...(hasPipes && {
    'a pipe': async (path) => execFileSync('mkfifo', [path]),
    'a device': (path) => symlink('/dev/zero', path),
  }),
}

const TEACHER = 'openai/x@http://127.0.0.1:9/v1'
const BUILD = ['sft', 'build', '--prompts', 'prompts.jsonl', '--teacher', TEACHER, '--summarizer', TEACHER, '-o', 'o']

let cwd: string
beforeAll(async () => {
  cwd = await sharedFolder()
  await writeFile(join(cwd, 'prompts.jsonl'), '{"prompt": "What is 1 + 1?"}\n')
})

let count = 0
const newName = (ending: string) => `strange-${++count}${ending}`

function expectSentence({ code, stdout, stderr }: Awaited<ReturnType<typeof evalkit>>, about: string): void {
  expect({ about, code, stdout, stderr }).toMatchObject({ code: 2, stdout: '' })
  expect(stderr, about).toMatch(/^evalkit: .+\n(?: {2}.+\n)?$/)
  expect(stderr, about).not.toMatch(/internal error|E[A-Z]{3,}:/)
}

describe.each(Object.entries(STRANGE))('%s', (_, make) => {
  it.each([
    ['a config', '.yaml', (file: string) => ['list', 'models', '--config', file]],
    ['a config in JSON', '.json', (file: string) => ['list', 'models', '--config', file]],
    ['a benchmark', '.benchmark.yaml', (file: string) => ['benchmark', 'check', file]],
    ['a replay', '.jsonl', (file: string) => ['run', 'wordproblems', '--model', `replay/${file}`]],
    ['a model', '.gguf', (file: string) => ['run', 'wordproblems', '--model', `gguf/${file}`]],
    ['training data', '.jsonl', (file: string) => ['contamination', '--train', file]],
    ['packed training data', '.jsonl.gz', (file: string) => ['contamination', '--train', file]],
    ['a baselines file', '.json', (file: string) => ['baseline', 'show', 'main', '--baselines', file]],
    ['a contamination report', '.json', (file: string) => ['compare', 'base', 'sft', '--exclude-contaminated', file]],
    ['a failure', '.json', (file: string) => ['report', '--failure', file]],
    ['a gate policy', '.yaml', (file: string) => ['gate', 'base', 'sft', '--policy', file]],
    ['a model card', '.md', (file: string) => ['publish', 'base', '--model-card', file]],
    [
      'a file of prompts',
      '.jsonl',
      (file: string) => ['sft', 'build', '--prompts', file, '--teacher', TEACHER, '-o', 'o'],
    ],
    ['a summary template', '.txt', (file: string) => [...BUILD, '--summary-template', file]],
    ['data to describe', '.jsonl', (file: string) => ['benchmark', 'init', file]],
    ['data to describe, as CSV', '.csv', (file: string) => ['benchmark', 'init', file]],
    ['data to describe, as Parquet', '.parquet', (file: string) => ['benchmark', 'init', file]],
    ['a run', '', (file: string) => ['show', file]],
  ])('is no %s', async (_, ending, args) => {
    const runs = join(cwd, 'evalkit-runs')
    for (const label of ['base', 'sft']) await writeRun(runs, label, records('1101'))
    const file = newName(ending)
    await make(join(cwd, file))
    expectSentence(await evalkit(args(file), { cwd }), args(file).join(' '))
  })

  it.each(['manifest.json', 'samples.jsonl', 'summary.json'])('is no %s of a run', async (name) => {
    const root = join(cwd, newName(''))
    const run = await writeRun(root, 'odd', records('1101'))
    const { rm } = await import('node:fs/promises')
    await rm(join(root, run, name))
    await make(join(root, run, name))
    const ended = await evalkit(['show', join(root, run), '--wrong'], { cwd })
    // A link to nothing is what a file is that is not there.
    if (ended.code !== 0) expectSentence(ended, name)
    else expect([name, ended.stdout]).not.toBeNull()
  })
})

describe.each(['null', '[]', '7', '"x"', '[null]', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, '\ufeff\u0000'])(
  'a file with %.20j alone',
  (content) => {
    it.each([
      ['a replay', '.jsonl', (file: string) => ['run', 'wordproblems', '--model', `replay/${file}`]],
      ['a baselines file', '.json', (file: string) => ['baseline', 'show', 'main', '--baselines', file]],
      ['a contamination report', '.json', (file: string) => ['compare', 'base', 'sft', '--exclude-contaminated', file]],
      ['a failure', '.json', (file: string) => ['report', '--failure', file]],
      ['a gate policy', '.yaml', (file: string) => ['gate', 'base', 'sft', '--policy', file]],
      ['a record of looks', '.jsonl', (file: string) => ['gate', 'base', 'sft', '--looks', file]],
      ['a benchmark', '.benchmark.yaml', (file: string) => ['benchmark', 'check', file]],
    ])('is no %s', async (_, ending, args) => {
      for (const label of ['base', 'sft']) await writeRun(join(cwd, 'evalkit-runs'), label, records('1101'))
      const file = newName(ending)
      await writeFile(join(cwd, file), content)
      expectSentence(await evalkit(args(file), { cwd }), args(file).join(' '))
    })
  },
)

describe('a bomb', () => {
  it('is no training data: a small file that becomes a huge one', async () => {
    const row = `${JSON.stringify({ text: 'a'.repeat(1000) })}\n`
    const packed = gzipSync(Buffer.from(row.repeat(100_000)), { level: 9 }) // 100 MB in 300 kB
    await writeFile(join(cwd, 'bomb.jsonl.gz'), packed)
    const ended = await evalkit(['contamination', '--train', 'bomb.jsonl.gz', '--benchmarks', 'wordproblems'], { cwd })
    expectSentence(ended, 'bomb')
    expect(ended.stderr).toMatch(
      /bomb\.jsonl\.gz: cannot be read after line \d+: \d+ KiB become more than \d+ MiB when unpacked/,
    )
  })

  it('is no config: aliases of aliases', async () => {
    const lines = Array.from(
      { length: 12 },
      (_, at) => `a${at}: &a${at} [${Array(9).fill(at === 0 ? 'x' : `*a${at - 1}`)}]`,
    )
    await writeFile(join(cwd, 'bomb.yaml'), lines.join('\n'))
    const ended = await evalkit(['list', 'models', '--config', 'bomb.yaml'], { cwd })
    expectSentence(ended, 'aliases')
    expect(ended.stderr).toMatch(/bomb\.yaml: aliases that stand for too much/)
  })

  it('is no config: an alias inside of what it stands for, or endless nesting', async () => {
    await writeFile(join(cwd, 'circle.yaml'), 'models: &a { x: *a }\n')
    expectSentence(await evalkit(['list', 'models', '--config', 'circle.yaml'], { cwd }), 'circle')
    await writeFile(join(cwd, 'deep.yaml'), '['.repeat(20_000))
    expectSentence(await evalkit(['list', 'models', '--config', 'deep.yaml'], { cwd }), 'deep')
  })

  it('is a config of many thousand keys, which takes no time that grows with their square', async () => {
    const keys = Array.from({ length: 30_000 }, (_, at) => `k${at}: 1`)
    await writeFile(join(cwd, 'keys.yaml'), keys.join('\n'))
    const ended = await evalkit(['list', 'models', '--config', 'keys.yaml'], { cwd })
    expectSentence(ended, 'keys')
    expect(ended.stderr).toMatch(/keys\.yaml:1: unknown field k0/)
    await writeFile(join(cwd, 'twice.yaml'), 'dataDir: a\nrunsDir: b\ndataDir: c\n')
    const twice = await evalkit(['list', 'models', '--config', 'twice.yaml'], { cwd })
    expect(twice.stderr).toMatch(/twice\.yaml:3: the key "dataDir" is there twice/)
  })

  it('is no manifest: a file of many gigabytes', async () => {
    const root = join(cwd, newName(''))
    const run = await writeRun(root, 'large', records('1'))
    await truncate(join(root, run, 'manifest.json'), 2 ** 36)
    const ended = await evalkit(['show', join(root, run)], { cwd })
    expectSentence(ended, 'large')
    expect(ended.stderr).toMatch(/manifest\.json: cannot be read: it has 65536 MiB, and at most 64 MiB are read/)
  })
})

describe('a run folder', () => {
  it('is not written through links', async () => {
    const root = join(cwd, newName(''))
    await mkdir(root)
    await writeFile(join(root, 'replies.jsonl'), '{"id": "wordproblems/0", "completion": "1"}\n')
    const args = ['run', 'wordproblems', '--limit', '0-1', '--model', 'replay/replies.jsonl', '--runs-dir', 'runs']
    await evalkit(args, { cwd: root })
    const { readdir, readFile, rename } = await import('node:fs/promises')
    const [name = ''] = await readdir(join(root, 'runs'))
    const samples = join(root, 'runs', name, 'samples.jsonl')
    await rename(samples, join(root, 'elsewhere'))
    await symlink(join(root, 'elsewhere'), samples)
    const before = await readFile(join(root, 'elsewhere'), 'utf8')
    const ended = await evalkit([...args, '--resume', join('runs', name)], { cwd: root })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/samples\.jsonl: it is a link, and nothing is written through links/)
    expect(await readFile(join(root, 'elsewhere'), 'utf8')).toBe(before)
  })

  it.each(['null', '7', '[]', '{"pid": -1, "host": "x", "since": ""}', '{"pid": "1"}', '\u0000'])(
    'with the lock %j is not held, and can be taken',
    async (lock) => {
      const root = join(cwd, newName(''))
      const run = await writeRun(root, 'locked', records('1101'), { status: 'running' })
      await writeFile(join(root, run, 'lock.json'), lock)
      const { code, stdout } = await evalkit(['show', join(root, run)], { cwd })
      expect({ code, status: /^status +(\w+)/m.exec(stdout)?.[1] }).toEqual({ code: 0, status: 'interrupted' })
      const { lockFolder } = await import('../../../results/store/lock.ts')
      await (await lockFolder(join(root, run))).release()
    },
  )
})
