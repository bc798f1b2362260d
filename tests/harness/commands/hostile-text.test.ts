/** Nothing that a model, a server, a file or an argument says is obeyed by a terminal, or begins a line of its own. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { chatReply, fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { FORGING, HOSTILE_NAME, HOSTILE_PARTS, UNSEEN } from '../../helpers/hostile-text.ts'
import { turn } from '../../helpers/records.ts'
import { writeRun } from '../../helpers/run-folder.ts'
import { manifest, scored, unscored } from '../../helpers/stored-run.ts'
import { sharedFolder, temporaryFolder } from '../../helpers/temporary.ts'

const NAME = HOSTILE_NAME
/** Of a reply, line ends stay; a line of its own must not look like evalkit's. */
const REPLY = `${Object.values(HOSTILE_PARTS).join(' ')}\n#### 7`

/** Of evalkit's own reports. */
const COLORED_EMOJI = /(?<=\p{Extended_Pictographic})\ufe0f/gu

/** Formats whose cells may have several lines. */
const HAS_LONG_CELLS = /csv|junit/

function expectHarmless({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }, about: string): void {
  for (const text of [stdout, stderr]) {
    expect(UNSEEN.exec(text.replace(COLORED_EMOJI, ''))?.[0], about).toBeUndefined()
    if (!HAS_LONG_CELLS.test(about)) expect(text, about).not.toMatch(/^\s*(?:FORGED|::)/m)
  }
}

const hostile = (id: string, value: 0 | 1, answer: string | null = NAME): SampleRecord => ({
  ...scored(id),
  target: NAME,
  group: NAME,
  outcome: {
    kind: 'scored',
    score: { value, answer, rule: NAME, via: NAME, mark: [0, 4], readings: { [NAME]: { value, answer } } },
  },
  attempt: { turns: [turn({ text: REPLY, reasoning: REPLY, model: NAME, unknownParts: [NAME] })] },
})

const failed = (id: string): SampleRecord => ({
  ...unscored(id),
  outcome: { kind: 'unscored', reason: 'model-error', error: { message: NAME, status: 500 } },
})

let cwd: string
const runs = ['base', 'sft']

beforeAll(async () => {
  cwd = await sharedFolder()
  const root = join(cwd, 'evalkit-runs')
  await mkdir(root)
  for (const [at, label] of runs.entries()) {
    const ids = Array.from({ length: 12 }, (_, index) => `gsm8k/${index}${NAME}`)
    const all = ids.map((id, index) =>
      index === 11 ? failed(id) : hostile(id, index % 2 === at ? 1 : 0, index > 8 ? null : NAME),
    )
    const name = await writeRun(root, label, all, {
      model: { ...manifest.model, label, name: NAME, endpoint: NAME },
      protocol: { ...manifest.protocol, changed: [NAME], rule: NAME },
      dataset: { files: { [NAME]: 'aa' }, size: 12 },
      startedAt: `2026-11-2${at}T22:03:10.123Z`,
      rescoredFrom: NAME,
    })
    await rename(join(root, name), join(root, label))
    const file = join(root, label, 'manifest.json')
    const written = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(
      file,
      JSON.stringify({ ...written, model: { ...written.model, label: `${label}${NAME}`, step: at + 1, series: NAME } }),
    )
  }
  await writeFile(join(cwd, `x${FORGING.replaceAll('/', '')}.jsonl`), 'not JSON\u001b[2J\n')
})

describe('of a stranger’s run folders', () => {
  it.each([
    ['show', 'base'],
    ['show', 'base', '--json'],
    ['show', 'base', '--wrong'],
    ['show', 'base', '--unanswered'],
    ['show', 'base', `gsm8k/1${NAME}`],
    ['show', 'base', `gsm8k/11${NAME}`],
    ['show', 'base', `gsm8k/1${NAME}`, '--json'],
    ['show', 'base', 'sft'],
    ['show', 'base', 'sft', '--json'],
    ['show', 'base', 'sft', `gsm8k/1${NAME}`],
    ['list', 'runs'],
    ['list', 'runs', '--json'],
    ['compare', 'base', 'sft'],
    ['compare', 'base', 'sft', '--json'],
    ['compare', 'base', 'sft', '--verbose'],
    ['verify', 'base', 'sft'],
    ['verify', 'base', 'sft', '--json'],
    ['curve', 'base', 'sft'],
    ['curve', 'base', 'sft', '--json'],
    ['gate', 'base', 'sft'],
    ['gate', 'base', 'sft', '--json'],
    ['report', 'base', 'sft'],
    ['report', 'base', 'sft', '--format', 'markdown'],
    ['report', 'base', 'sft', '--format', 'csv'],
    ['report', 'base', 'sft', '--format', 'long-csv'],
    ['report', 'base', 'sft', '--format', 'junit'],
    ['report', 'base', 'sft', '--format', 'json'],
  ])('by %s %s %s %s', async (...args) => {
    const ended = await evalkit(args.filter(Boolean), { cwd })
    expectHarmless(ended, args.join(' '))
    expect(ended.stdout).not.toBe('') // there was something to show
  })

  it('stays exact in JSON', async () => {
    const { stdout } = await evalkit(['show', 'base', `gsm8k/1${NAME}`, '--json'], { cwd })
    expect(JSON.parse(stdout).trials[0]).toMatchObject({
      id: `gsm8k/1${NAME}`,
      attempt: { turns: [{ completion: { text: REPLY } }] },
    })
  })

  it('stays exact in files', async () => {
    await evalkit(['report', 'base', 'sft', '-o', 'out.json'], { cwd })
    expect(await readFile(join(cwd, 'out.json'), 'utf8')).toContain(JSON.stringify(NAME).slice(1, -1))
  })
})

describe('of arguments and file names', () => {
  it.each([
    [NAME],
    ['run', NAME],
    ['run', 'wordproblems', '--model', NAME],
    ['run', 'wordproblems', `--${NAME}`, 'x'],
    ['run', 'wordproblems', NAME, NAME],
    ['run', 'wordproblems', '--model', `replay/${NAME}.jsonl`],
    ['run', 'wordproblems', '--limit', NAME],
    ['run', 'wordproblems', '--limit', '3', '--model', `${NAME.replaceAll('=', '')}=replay/x${FORGING}.jsonl`],
    ['run', 'wordproblems', '--config', NAME],
    ['run', 'wordproblems', '--api', NAME],
    ['show', NAME],
    ['list', NAME],
    ['compare', NAME, NAME],
    ['cache', NAME],
    ['data', NAME],
    ['data', 'list', NAME],
    ['doctor', '--config', NAME],
    ['report', NAME, '-o', NAME],
    ['report', 'base', '--format', NAME],
    ['baseline', NAME],
    ['baseline', 'set', NAME],
    ['benchmark', 'check', NAME],
    ['contamination', '--train', NAME],
    ['contamination', '--train', `x${FORGING}.jsonl`],
    ['plan', NAME],
    ['schema', NAME],
    ['completion', NAME],
    ['sft', 'build', NAME],
    ['view', NAME],
    ['verify', NAME],
    ['curve', NAME],
    ['import', NAME],
    ['export', NAME, '--format', NAME],
    ['export', 'base', '--format', 'lm-eval', '-o', 'exported'],
    ['export', 'base', '--format', 'inspect', '-o', 'exported'],
    ['publish', NAME],
    ['watch', NAME],
  ])('by %s', async (...args) =>
    expectHarmless(await evalkit(args, { cwd, env: { GITHUB_ACTIONS: '' } }), args.join(' ')),
  )
})

describe('of a server', () => {
  it.each([
    ['an error', () => status(400, NAME)],
    ['a refused key', () => status(401, NAME)],
    ['a missing model', () => status(404, NAME)],
    ['a reply', () => chatReply({ content: REPLY }, { finish_reason: NAME }, { model: NAME })],
    ['an error inside a reply', () => ({ error: { code: NAME, message: NAME } })],
  ] as const)('by %s', async (_, answer) => {
    const folder = await temporaryFolder()
    const { url } = await fakeOpenAi(() => answer(), { models: { data: [{ id: NAME }, { id: 'm' }] } })
    const env = { OPENAI_API_KEY: 'key' }
    const model = `my\u200blabel\u001b[2J=openai/m@${url}`
    const args = ['run', 'wordproblems', '--limit', '2', '--max-retries', '0', '--model', model]
    for (const more of [[], ['--json'], ['--verbose', '--log-level', 'trace']]) {
      expectHarmless(await evalkit([...args, ...more], { cwd: folder, env }), more.join(' '))
    }
    expectHarmless(await evalkit(['show', 'latest'], { cwd: folder }), 'show')
  })
})
