import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { record, records, unscoredRecord } from '../../helpers/records.ts'
import { writeRun } from '../../helpers/run-folder.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const CARD = '---\nlicense: mit # ours\n---\n\n# Tiny\n'

/** A repository of a model with runs beside it. */
async function repository(card: string | undefined = CARD) {
  const cwd = await temporaryFolder()
  if (card !== undefined) await writeFile(join(cwd, 'README.md'), card)
  const add = async (label: string, digits: string, changes: Partial<RunManifest> = {}) =>
    `runs/${await writeRun(join(cwd, 'runs'), label, records(digits), { finishedAt: '2026-11-28T10:00:00.000Z', ...changes })}`
  const publish = (...args: string[]) => evalkit(['publish', ...args], { cwd })
  const read = (path: string) => readFile(join(cwd, path), 'utf8')
  return { cwd, add, publish, read }
}

const benchmark = (name: string) => ({ benchmark: { name, version: 1 } })

describe('evalkit publish', () => {
  it('writes value, number of samples, interval and protocol into both forms, and publishes again without a change', async () => {
    const { cwd, add, publish, read } = await repository()
    const runs = [await add('sft', '1101'), await add('sft', '11', benchmark('humaneval'))]
    const args = [
      ...runs,
      '--model-card',
      'README.md',
      '--eval-results',
      '.eval_results',
      '--source-url',
      'https://example.org/r',
    ]
    const { code, stderr } = await publish(...args)
    expect([code, stderr]).toEqual([
      0,
      'wrote README.md\nwrote .eval_results/gsm8k_chat.yaml\n' +
        'humaneval: no leaderboard on the hub is known, so it has no file in .eval_results\n',
    ])
    const card = await read('README.md')
    expect(card.startsWith('---\nlicense: mit # ours\nmodel-index:\n')).toBe(true)
    expect(card.endsWith('---\n\n# Tiny\n')).toBe(true)
    const [model] = parse(card.split('---\n')[1] ?? '')['model-index']
    expect(model).toMatchObject({
      name: 'sft',
      results: [
        {
          dataset: { type: 'openai/gsm8k', name: 'GSM8K', config: 'main', split: 'test' },
          metrics: [
            {
              type: 'accuracy',
              value: 75,
              name: 'accuracy, 95% interval 30.1 to 95.4, 4 samples, 0-shot, temperature 0',
              args: { harness: 'evalkit', benchmark: 'gsm8k', protocol: 'chat', n: 4, interval: [30.06, 95.44] },
            },
          ],
          source: { url: 'https://example.org/r' },
        },
        { dataset: { type: 'openai/openai_humaneval' }, metrics: [{ value: 100 }] },
      ],
    })
    expect(parse(await read('.eval_results/gsm8k_chat.yaml'))).toEqual([
      {
        dataset: { id: 'openai/gsm8k', task_id: 'gsm8k' },
        value: 75,
        date: '2026-11-28',
        source: { url: 'https://example.org/r', name: 'evalkit report' },
        notes:
          'evalkit 0.1.0, gsm8k, protocol chat: accuracy, 95% interval 30.1 to 95.4, 4 samples, 0-shot, temperature 0',
      },
    ])
    const again = await publish(...args)
    expect(again.stderr).toContain('README.md: is up to date\n.eval_results/gsm8k_chat.yaml: is up to date\n')
    expect(await read('README.md')).toBe(card)
    expect(await readdir(cwd)).toEqual(['.eval_results', 'README.md', 'runs'])
  })

  it('replaces its own entry of the same benchmark and protocol, and no other', async () => {
    const { add, publish, read } = await repository()
    const card = ['--model-card', 'README.md']
    await publish(await add('sft', '1100'), await add('sft', '11', benchmark('humaneval')), ...card)
    await publish(await add('sft', '1110', { startedAt: '2026-11-29T00:00:00.000Z' }), ...card)
    const { results } = parse((await read('README.md')).split('---\n')[1] ?? '')['model-index'][0]
    expect(results.map((one: { metrics: { value: number }[] }) => one.metrics[0]?.value)).toEqual([75, 100])
  })

  it('shows the changes with --dry-run, and writes nothing', async () => {
    const { cwd, add, publish, read } = await repository()
    const { code, stdout } = await publish(
      await add('sft', '1101'),
      ...['--model-card', 'README.md', '--eval-results', 'new', '--model-name', 'Tiny', '--dry-run'],
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^--- README\.md\n\+\+\+ README\.md\n.*^\+- name: Tiny$.*^--- \/dev\/null\n\+\+\+ new\/gsm8k_chat\.yaml$/ms,
    )
    expect(await read('README.md')).toBe(CARD)
    expect(await readdir(cwd)).toEqual(['README.md', 'runs'])
  })

  it('publishes numbers of a protected benchmark, and no text', async () => {
    const { cwd, publish, read } = await repository()
    const turns = [{ prompt: 'SECRET question', completion: { text: 'SECRET', finishReason: 'stop' as const } }]
    const run = await writeRun(join(cwd, 'runs'), 'sft', [record('gpqa-diamond/0', 1, { turns })], {
      ...benchmark('gpqa-diamond'),
      protected: {},
    })
    await publish(`runs/${run}`, '--model-card', 'README.md', '--eval-results', '.eval_results')
    const texts = [await read('README.md'), await read('.eval_results/gpqa-diamond_chat.yaml')]
    expect(texts.every((text) => text.includes('Idavidrein/gpqa') && !text.includes('SECRET'))).toBe(true)
    expect(parse(texts[1] as string)).toMatchObject([{ dataset: { task_id: 'diamond' }, value: 100 }])
  })

  it('refuses runs with missing scores or samples, unless told otherwise', async () => {
    const { cwd, add, publish, read } = await repository()
    const unscored = await writeRun(join(cwd, 'runs'), 'cut', [record('gsm8k/0', 1), unscoredRecord('gsm8k/1')])
    const limited = await add('few', '11', { dataset: { files: {}, size: 1319 } })
    for (const [run, words] of [
      [`runs/${unscored}`, /1 of 2 trials without a score.*--allow-incomplete/s],
      [limited, /measured 2 of the 1319 samples of gsm8k.*--limit/s],
    ] as const) {
      const refused = await publish(run, '--model-card', 'README.md')
      expect([refused.code, await read('README.md')]).toEqual([3, CARD])
      expect(refused.stderr).toMatch(words)
      expect(await publish(run, '--model-card', 'README.md', '--allow-incomplete')).toMatchObject({ code: 0 })
      expect(await read('README.md')).toMatch(/1 trial without a score|2 of 1,319 samples/)
      await writeFile(join(cwd, 'README.md'), CARD)
    }
  })

  it.each([
    ['nothing to write to', [], /requires --model-card or --eval-results/],
    ['no such card', ['--model-card', 'CARD.md'], /CARD\.md: there is no such file.*create an empty file first/s],
    ['a folder', ['--model-card', 'runs'], /runs: cannot be read/],
    [
      'no web address',
      ['--model-card', 'README.md', '--source-url', 'report.html'],
      /--source-url report\.html: not a web address/,
    ],
  ])('refuses %s', async (_, args, words) => {
    const { add, publish, read } = await repository()
    const { code, stderr } = await publish(await add('sft', '1101'), ...args)
    expect([code, await read('README.md')]).toEqual([2, CARD])
    expect(stderr).toMatch(words)
  })

  it('refuses runs of two models, and two runs of one benchmark', async () => {
    const { add, publish } = await repository()
    const [base, sft] = [await add('base', '1101'), await add('sft', '1101')]
    const later = await add('sft', '1111', { startedAt: '2026-11-29T00:00:00.000Z' })
    expect((await publish(base, sft, '--model-card', 'README.md')).stderr).toMatch(/runs of 2 models: base, sft/)
    expect((await publish(sft, later, '--model-card', 'README.md')).stderr).toMatch(
      /2 runs of gsm8k, protocol chat: runs\//,
    )
  })

  it('refuses a card that is not UTF-8, and keeps the mode of one that a link leads to', async () => {
    const { cwd, add, publish, read } = await repository()
    const run = await add('sft', '1101')
    await writeFile(join(cwd, 'latin.md'), Buffer.from('---\nauthor: J\xfcrgen\n---\n', 'latin1'))
    expect((await publish(run, '--model-card', 'latin.md')).stderr).toMatch(/latin\.md: not UTF-8/)
    await mkdir(join(cwd, 'blobs'))
    await writeFile(join(cwd, 'blobs/card'), CARD)
    await chmod(join(cwd, 'blobs/card'), 0o640)
    await symlink('blobs/card', join(cwd, 'linked.md'))
    await publish(run, '--model-card', 'linked.md')
    expect(await read('blobs/card')).toContain('model-index')
    expect((await stat(join(cwd, 'blobs/card'))).mode & 0o777).toBe(0o640)
  })
})

/** A Python that has huggingface_hub: `HUGGINGFACE_PYTHON=…/venv/bin/python`. */
const PYTHON = process.env.HUGGINGFACE_PYTHON || 'python3'
const LOOKS = 'import importlib.util as u, sys; sys.exit(u.find_spec("huggingface_hub") is None)'
const isThere = spawnSync(PYTHON, ['-c', LOOKS]).status === 0

const READER = `
import json, sys
from huggingface_hub import ModelCard
card = ModelCard.load(sys.argv[1])
print(json.dumps([[r.dataset_type, r.metric_type, r.metric_value, r.source_url] for r in card.data.eval_results]))`

it.skipIf(!isThere)(
  'is read by huggingface_hub (skipped where HUGGINGFACE_PYTHON has none)',
  async () => {
    const { cwd, add, publish } = await repository()
    await publish(await add('sft', '1101'), '--model-card', 'README.md', '--source-url', 'https://example.org/r')
    const { stdout } = await promisify(execFile)(PYTHON, ['-c', READER, join(cwd, 'README.md')])
    expect(JSON.parse(stdout)).toEqual([['openai/gsm8k', 'accuracy', 75, 'https://example.org/r']])
  },
  60_000,
)
