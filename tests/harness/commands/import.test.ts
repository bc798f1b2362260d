/** Logs that real tools wrote of invented questions, and evalkit's commands on them. */
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { openZip } from '../../../harness/interop/read/zip-archive.ts'
import { openRun } from '../../../results/store/read.ts'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { results, row, writeLmEval } from '../../helpers/lm-eval-log.ts'
import { sharedFolder, temporaryFolder } from '../../helpers/temporary.ts'

const FIXTURES = fileURLToPath(new URL('../../fixtures/interop/', import.meta.url))

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })
const json = ({ stdout }: Ended) => JSON.parse(stdout)

beforeAll(async () => {
  cwd = await sharedFolder()
  cpSync(FIXTURES, cwd, { recursive: true })
})

const samplesOf = (model: string) => {
  const folder = join(cwd, 'lm-eval', model, model)
  const name = readdirSync(folder).find((each) => each.startsWith('samples_')) ?? ''
  return readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('evalkit import of a log of lm-eval 0.4.13', () => {
  it.each(['base', 'sft'])('has the verdict of every row of %s, and the totals', async (model) => {
    const { runs } = json(await run('import', `lm-eval/${model}`, '--json', '-o', `imported-${model}`))
    expect(runs).toHaveLength(2)
    for (const { run: folder, manifest, summary } of runs) {
      const { filter, scores } = manifest.imported
      const rows = samplesOf(model).filter((one) => one.filter === filter)
      const records = await Array.fromAsync((await openRun(join(cwd, folder))).records())
      expect(records.map(({ id, outcome }) => [id, outcome.kind === 'scored' && outcome.score.value])).toEqual(
        rows.map((one) => [`wordproblems/${one.doc_id}`, one.exact_match]),
      )
      expect(scores.find((one: { filter: string }) => one.filter === filter)).toMatchObject({
        origin: summary.score,
        rows: summary.score,
      })
      expect(manifest).toMatchObject({ status: 'complete', benchmark: { name: 'wordproblems' }, items: { count: 50 } })
    }
  })

  it('prints where its scores come from, and that they are equal', async () => {
    const { stdout, code } = await run('import', 'lm-eval/base', '--filter', 'strict-match')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^lm-eval +0\.4\.13 +word_problems +strict-match +base +50 +wordproblems +exact_match +50\.0% +50\.0% +yes$/m,
    )
    const [folder = ''] = readdirSync(join(cwd, 'evalkit-runs')).filter((name) => name.includes('_base_'))
    const shown = await run('show', folder)
    expect(shown.stdout).toMatch(
      /^imported +lm-eval 0\.4\.13, task word_problems version 1, filter strict-match, 1 shot/m,
    )
    expect(shown.stdout).toMatch(
      /^lm-eval by strict-match: 0\.5000; evalkit by number: 0\.5800, on the same 50 replies; they differ on 4: /m,
    )
  })

  it('takes a label for one model only', async () => {
    const refused = await run('import', 'lm-eval', '--label', 'mine')
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--label mine: the logs are of 2 models: base, sft'),
    })
    const { runs } = json(await run('import', 'lm-eval/base', '--label', 'mine', '--json', '-o', 'labelled'))
    expect(runs.map(({ manifest }: { manifest: { model: { label: string } } }) => manifest.model.label)).toEqual([
      'mine',
      'mine',
    ])
  })

  it('can be scored again by a rule of evalkit, and keeps the scores of its origin beside them', async () => {
    const [imported] = json(
      await run('import', 'lm-eval/sft', '--filter', 'strict-match', '--json', '-o', 'again'),
    ).runs
    const [rescored] = json(await run('rescore', imported.run, '--json', '--runs-dir', 'again')).runs
    expect(rescored).toMatchObject({ rule: 'number', score: 0.86 })
    const [record] = await Array.fromAsync((await openRun(join(cwd, rescored.run))).records())
    expect(record?.outcome).toMatchObject({ score: { rule: 'number', readings: { 'lm-eval log: strict-match': {} } } })
  })

  it('refuses to compare two filters, and names what differs', async () => {
    const { runs } = json(await run('import', 'lm-eval/base', '--json', '-o', 'filters'))
    const { code, stderr } = await run('compare', runs[0].run, runs[1].run, '--baseline', runs[0].run)
    expect(code).toBe(2)
    expect(stderr).toContain('given twice')
    const other = json(await run('import', 'lm-eval/sft', '--filter', 'flexible-extract', '--json', '-o', 'filters'))
      .runs[0]
    const refused = await run('compare', runs[0].run, other.run)
    expect(refused.code).toBe(12)
    expect(refused.stderr).toContain('filter: strict-match for base, flexible-extract for sft')
    expect(refused.stderr).toContain('--allow-different rule --allow-different filter')
  })
})

describe('evalkit import', () => {
  it('keeps the ids of questions it does not know, and says why rescore cannot help', async () => {
    const cwd = await temporaryFolder()
    await writeLmEval(
      join(cwd, 'out/m'),
      'beads',
      [row(0, 1), row(1, 0)],
      results('beads', { 'exact_match,none': 0.5 }),
    )
    const [imported] = json(await evalkit(['import', 'out', '--json'], { cwd })).runs
    expect(imported.manifest).toMatchObject({
      benchmark: { name: 'beads' },
      model: { label: 'bead-7b', claimed: true },
    })
    const refused = await evalkit(['rescore', imported.run], { cwd })
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its questions are those of no benchmark of evalkit'),
    })
  })

  it('leaves rows without a score unscored, and the run incomplete', async () => {
    const cwd = await temporaryFolder()
    const facts = results('beads', {}, { 'n-samples': { beads: { original: 4, effective: 4 } } })
    await writeLmEval(join(cwd, 'out/m'), 'beads', [row(0, 1), row(1, [1, 2])], facts)
    const [imported] = json(await evalkit(['import', 'out', '--json'], { cwd })).runs
    expect(imported).toMatchObject({
      manifest: { status: 'incomplete', items: { count: 4 } },
      summary: { score: 1, unscored: 1, pending: 2 },
    })
  })

  it('leaves no folder where a log cannot be read to its end', async () => {
    const cwd = await temporaryFolder()
    await writeLmEval(join(cwd, 'out/m'), 'beads', `${JSON.stringify(row(0, 1))}\n{"doc_id": "x"}\n`, undefined)
    expect(await evalkit(['import', 'out'], { cwd })).toMatchObject({ code: 2 })
    expect(readdirSync(cwd)).not.toContain('evalkit-runs')
  })

  it.each([
    ['a path that is not there', ['nowhere'], /^evalkit: nowhere: no such file or folder$/m],
    [
      'a folder with nothing known',
      ['.'],
      /no log that evalkit can import: found notes\.txt\n +Looked for results_<date>\.json/,
    ],
    ['no path', [], /missing argument: <path\.\.>/],
  ])('says what is wrong with %s', async (_, paths, message) => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'notes.txt'), 'nothing')
    const { code, stderr } = await evalkit(['import', ...paths], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('evalkit on logs of Inspect 0.3.285', () => {
  it.each(['base', 'sft', 'epochs', 'errors', 'two'])('has the verdicts of %s, and the totals', async (name) => {
    const archive = await openZip(join(cwd, 'inspect', `${name}.eval`))
    const { runs } = json(await run('import', `inspect/${name}.eval`, '--json', '-o', `inspected-${name}`))
    for (const { run: folder, manifest } of runs) {
      const { filter, metric, scores } = manifest.imported
      const verdicts = new Map<string, unknown>()
      for (const sample of archive.names.filter((one) => one.startsWith('samples/'))) {
        const { id, epoch, scores: given } = JSON.parse((await archive.text(sample)).replaceAll('NaN', 'null'))
        const value = given[filter]?.value ?? null
        verdicts.set(`wordproblems/${id - 1} ${epoch}`, value === 'C' ? 1 : value === 'I' ? 0 : value)
      }
      const records = await Array.fromAsync((await openRun(join(cwd, folder))).records())
      const imported = records.map(
        ({ id, repeat, outcome }) =>
          [`${id} ${repeat}`, outcome.kind === 'scored' ? outcome.score.value : null] as const,
      )
      expect(new Map(imported)).toEqual(verdicts)
      const total = scores.find(
        (one: { filter: string; metric: string }) => one.filter === filter && one.metric === metric,
      )
      expect(total.rows).toBeCloseTo(total.origin, 12)
    }
  })

  it('compares with a run of evalkit, once it is scored by the same rule', async () => {
    const [imported] = json(await run('import', 'inspect/base.eval', '--json', '-o', 'mixed')).runs
    expect(imported.manifest).toMatchObject({ protocol: { name: 'chat', rule: 'inspect log: match' } })
    const replies = Array.from({ length: 50 }, (_, at) =>
      JSON.stringify({ id: `wordproblems/${at}`, completion: `#### ${at}` }),
    )
    await writeFile(join(cwd, 'replies.jsonl'), replies.join('\n'))
    const own = [
      'run',
      'wordproblems',
      '--model',
      'own=replay/replies.jsonl',
      '--limit',
      'first:50',
      '--runs-dir',
      'mixed',
      '--json',
    ]
    const [measured] = json(await run(...own)).runs
    const refused = await run('compare', imported.run, measured.run)
    expect(refused).toMatchObject({
      code: 12,
      stderr: expect.stringContaining('rule: inspect log: match for base, number for own'),
    })
    const [rescored] = json(await run('rescore', imported.run, '--json', '--runs-dir', 'mixed')).runs
    const compared = json(await run('compare', rescored.run, measured.run, '--json'))
    expect(compared.comparisons).toMatchObject([{ baseline: 'base', candidate: 'own', pairs: 50 }])
  })

  it('gates two of them at once', async () => {
    const ended = await run('gate', 'inspect/base.eval', 'inspect/sft.eval', '--json')
    expect(ended.code).toBe(0)
    expect(json(ended)).toMatchObject({
      verdict: 'PASS',
      comparisons: [{ baseline: 'base', candidate: 'sft', pairs: 50 }],
    })
  })

  it('says that a log is incomplete which was not finished', async () => {
    const [imported] = json(await run('import', 'inspect/killed.eval', '--json', '-o', 'killed')).runs
    expect(imported).toMatchObject({
      manifest: { status: 'incomplete', items: { count: 60 } },
      summary: { trials: 26, pending: 34 },
    })
  })
})
