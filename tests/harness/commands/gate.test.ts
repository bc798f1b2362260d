/** From answers to an exit code, as a CI job would. The demo's 200 problems have a margin of 7 points. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { appendFile, cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedFolder, temporaryFolder } from '../../helpers/temporary.ts'

/** Wrong at 40 of 200; a second one at 37 of these and 2 others, a third at 60 more. */
const MODELS = {
  base: replies((index) => index % 5 === 0),
  same: replies((index) => (index % 5 === 0 && index > 10) || index === 1 || index === 2),
  worse: replies((index) => index % 5 === 0 || index % 5 === 1 || index % 10 === 2),
  some: replies((index) => (index < 20 ? undefined : index % 5 === 0)),
}

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })
const json = ({ stdout }: Ended) => JSON.parse(stdout)

/** Nothing is printed that the schema does not name. */
const sealed = { additionalProperties: false }

/** The run folder of a model. */
function folder(label: string, runsDir = 'evalkit-runs'): string {
  const name = readdirSync(join(cwd, runsDir)).find((each) => each.includes(`_wordproblems_${label}_`))
  return join(runsDir, name ?? `no run of ${label}`)
}

beforeAll(async () => {
  cwd = await sharedFolder()
  for (const [label, text] of Object.entries(MODELS)) await writeFile(join(cwd, `${label}.jsonl`), text)
  const models = ['same', 'worse', 'some'].flatMap((label) => ['--model', `replay/${label}.jsonl`])
  await run('run', 'wordproblems', '--baseline', 'replay/base.jsonl', ...models)
})

describe('evalkit gate', () => {
  it('passes a model that is as good, with exit code 0', async () => {
    const { code, stdout } = await run('gate', folder('base'), folder('same'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^PASS: same on wordproblems: no worse than the margin allows\.$/m)
    expect(stdout).toMatch(/^same +80\.5% \(74\.5–85\.4\) +\+0\.5 pp .* 3 +2 +0 +PASS$/m)
    expect(stdout).toMatch(
      /same is at most \d\.\d points worse than base \(95%, one-sided\), within the margin of 7\.0 points\./,
    )
  })

  it('catches a regression, with exit code 10', async () => {
    const ended = await run('gate', folder('base'), folder('worse'), '--json')
    expect(ended.code).toBe(10)
    const { verdict, gate, comparisons } = json(ended)
    expect({ verdict, exitCode: gate.exitCode }).toEqual({ verdict: 'REGRESSED', exitCode: 10 })
    expect(gate.decisions).toEqual([
      expect.objectContaining({ margin: 0.07, alpha: 0.05, level: 0.05, look: 1, delta: -0.3, tier: 'required' }),
    ])
    expect(Object.keys(gate.decisions[0])).toEqual(
      expect.arrayContaining(['bounds', 'interval', 'p', 'holmP', 'reason']),
    )
    expect(comparisons[0]).toMatchObject({ verdict: 'REGRESSED', gained: 0, lost: 60 })
  })

  it('cannot tell from a few, with exit code 11 and what would help', async () => {
    const few = ['--limit', 'first:20', '--runs-dir', 'few', '--gate']
    const { code, stdout } = await run(
      ...['run', 'wordproblems', '--baseline', 'replay/base.jsonl', '--model', 'replay/same.jsonl', ...few],
    )
    expect(code).toBe(11)
    expect(stdout).toMatch(/^INCONCLUSIVE: same on wordproblems\.$/m)
    expect(stdout.replace(/\n +/g, ' ')).toMatch(
      /Run all 200 samples instead of 20: an equal model would pass with a chance of \d+%\. That takes 360 requests\./,
    )
  })

  it('refuses runs that did not measure the same, with exit code 12 and each field', async () => {
    await run('rescore', folder('same'), '--rule', 'lm-eval/strict-match', '--runs-dir', 'strict')
    const { code, stdout } = await run('gate', folder('base'), folder('same', 'strict'))
    expect(code).toBe(12)
    expect(stdout).toMatch(/^INCOMPARABLE/m)
    expect(stdout).toContain('rule: number for base, lm-eval/strict-match for same')
    const allowed = await run('gate', folder('base'), folder('same', 'strict'), '--allow-different', 'rule')
    expect(allowed.stdout).toContain('‡ allowed to differ: rule: number for base')
  })

  it('decides nothing on an incomplete run, with exit code 3, whatever else is found', async () => {
    const { code, stdout } = await run('gate', folder('base'), folder('worse'), folder('some'))
    expect(code).toBe(3)
    expect(stdout).toMatch(/^INCOMPLETE: some on wordproblems\./m)
    expect(stdout).toContain('20 of 200 trials of some are unscored, more than 1%.')
    expect(stdout).toMatch(/^worse .* REGRESSED$/m)
  })

  it('takes a run of its own as the baseline', async () => {
    expect(await run('gate', folder('same'), '--baseline', folder('base'))).toMatchObject({ code: 0 })
  })

  it('goes by the policy of the config', async () => {
    const policy = 'gate: { benchmarks: { wordproblems: { margin: 36 } } }'
    await writeFile(join(cwd, 'lax.yaml'), policy)
    expect(await run('gate', folder('base'), folder('worse'), '--config', 'lax.yaml')).toMatchObject({ code: 0 })
  })

  it('prints what its published schemas describe', async () => {
    const schemas = json(await run('schema'))
    const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false })
    const { gate, comparisons, runs } = json(
      await run('gate', folder('base'), folder('worse'), folder('some'), '--json'),
    )
    expect(runs).toHaveLength(3)
    const problems = (schema: object, value: unknown) => {
      const validate = ajv.compile({ ...schema, ...sealed })
      return validate(value) ? [] : validate.errors
    }
    expect(problems(schemas.verdict, gate)).toEqual([])
    for (const comparison of comparisons) expect(problems(schemas.comparison, comparison)).toEqual([])
    expect(problems(schemas.config, { gate: { benchmarks: { gsm8k: { margin: 3, tier: 'advisory' } } } })).toEqual([])
    expect(problems(schemas.config, { gate: { benchmarks: { gsm9k: { margin: 3 } } } })).toHaveLength(1)
    expect(json(await run('schema', 'verdict'))).toMatchObject(schemas.verdict)
    expect(await run('schema', 'verdit')).toMatchObject({ code: 2, stderr: expect.stringContaining('"verdict"') })
  })

  /** A checkpoint whose replies differ from time to time, as sampled ones do. */
  const answerWith = (flips: number) =>
    writeFile(
      join(cwd, 'sampled.jsonl'),
      replies((index) => (index % 5 === 0 && index > 10) || index === flips || index === 2),
    )
  const sampled = ['wordproblems', '--model', 'replay/sampled.jsonl', '--model-version', 'step-100', '--gate', '--json']
  const beside = ['--baseline', 'replay/base.jsonl']

  it('counts looks at a checkpoint whose version is known, each with the answers of those before', async () => {
    const again = () => run('run', ...sampled, ...beside, '--runs-dir', 'looks')
    await answerWith(1)
    expect(json(await again()).gate.decisions[0]).toMatchObject({ look: 1, level: 0.05 })
    await answerWith(3)
    const second = json(await again())
    expect(second.gate.decisions[0].look).toBe(2)
    expect(second.gate.decisions[0].level).toBeLessThan(0.05)
    expect(second.comparisons[0].after.earlier).toHaveLength(1)
    // The baseline answered as before: nothing of it counts twice.
    expect(second.comparisons[0].before).not.toHaveProperty('earlier')
    expect(second.comparisons[0].notes).toContain(
      'with the answers of 1 other run of sampled at the same checkpoint: 2 to each sample',
    )
    const looks = () => readFileSync(join(cwd, 'looks/gate-looks.jsonl'), 'utf8').trim().split('\n')
    expect(looks()).toHaveLength(2)
    const pair = second.runs.map(({ run }: { run: string }) => run)
    const repeated = json(await run('gate', ...pair, '--runs-dir', 'looks', '--json'))
    expect(repeated.gate.decisions[0].look).toBe(2)
    expect(repeated.comparisons[0].delta).toBe(second.comparisons[0].delta)
    expect(looks()).toHaveLength(2)
    const first = second.comparisons[0].after.earlier[0]
    const inOneGo = json(await run('gate', pair[0], first, pair[1], '--runs-dir', 'unlooked', '--json'))
    expect(inOneGo.gate.decisions).toMatchObject([{ look: 1, level: 0.05, run: pair[1] }])
    expect(inOneGo.comparisons[0].after.earlier).toEqual([first])
    const bases = readdirSync(join(cwd, 'looks')).filter((name) => name.includes('_base_'))
    const twoBaselines = await run('gate', ...bases.map((name) => join('looks', name)), pair[1])
    expect(twoBaselines).toMatchObject({ code: 2, stdout: '' })
    expect(twoBaselines.stderr).toMatch(/wordproblems: two runs of the baseline base, .* and .*\n.*--baseline RUN/)
    await rm(join(cwd, first), { recursive: true })
    const without = await run('gate', ...pair, '--runs-dir', 'looks', '--json')
    expect(without.stderr).toContain(
      '1 of 1 earlier runs of sampled that were gated cannot be found or compared any more',
    )
    expect(json(without).gate.decisions[0].look).toBe(2)
    expect(json(without).comparisons[0].after).not.toHaveProperty('earlier')
  })

  it('counts the same answers in a new folder as the look that they were', async () => {
    await answerWith(1)
    const again = () => run('run', ...sampled, ...beside, '--runs-dir', 'greedy')
    const [first, second] = [json(await again()), json(await again())]
    expect(second.gate.decisions[0]).toMatchObject({ look: 1, level: 0.05, verdict: 'PASS' })
    expect(second.gate.decisions[0].bounds).toEqual(first.gate.decisions[0].bounds)
    expect(second.comparisons[0].after).not.toHaveProperty('earlier')
    expect(readFileSync(join(cwd, 'greedy/gate-looks.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1)
  })

  it('counts looks beside a stored baseline in its file, wherever the runs are', async () => {
    await run('baseline', 'set', 'main', 'wordproblems', '--model', 'replay/base.jsonl', '--runs-dir', 'stored')
    const places = ['one', 'two', 'three']
    const seen = []
    for (const [at, runsDir] of places.entries()) {
      await answerWith(1 + 2 * at)
      seen.push(json(await run('run', ...sampled, '--baseline', '@main', '--runs-dir', runsDir)).gate.decisions[0].look)
    }
    expect(seen).toEqual([1, 2, 3])
    expect(JSON.parse(readFileSync(join(cwd, 'evalkit-baselines.json'), 'utf8')).looks).toHaveLength(3)
    expect(existsSync(join(cwd, 'three/gate-looks.jsonl'))).toBe(false)
  })

  it('counts looks in a file of the user’s own, and says in CI what would not be kept', async () => {
    const count = async (at: number, ...more: string[]) => {
      await answerWith(at)
      const args = ['run', ...sampled, ...beside, '--runs-dir', `ci/${at}`, ...more]
      const ended = await evalkit(args, { cwd, env: { CI: 'true' } })
      return { look: json(ended).gate.decisions[0].look, stderr: ended.stderr }
    }
    const named = ['--looks', 'kept/looks.jsonl']
    expect(await count(1, ...named)).toMatchObject({ look: 1, stderr: expect.stringContaining('no earlier looks') })
    const second = await count(3, ...named)
    expect(second.look).toBe(2)
    expect(second.stderr).not.toContain('looks')
    expect(await count(6)).toMatchObject({ look: 1, stderr: expect.stringContaining('--looks FILE') })
  })

  it('spends no look on a report or a comparison', async () => {
    await answerWith(1)
    await run('run', ...sampled.slice(0, -2), ...beside, '--runs-dir', 'shown')
    const runs = readdirSync(join(cwd, 'shown')).map((name) => join('shown', name))
    for (const command of ['compare', 'report']) await run(command, ...runs, '--runs-dir', 'shown')
    expect(existsSync(join(cwd, 'shown/gate-looks.jsonl'))).toBe(false)
    expect(json(await run('gate', ...runs, '--runs-dir', 'shown', '--json')).gate.decisions[0].look).toBe(1)
    expect(existsSync(join(cwd, 'shown/gate-looks.jsonl'))).toBe(true)
  })

  it('passes over files and empty folders that lie among the runs', async () => {
    const all = () => readdirSync(join(cwd, 'shown')).map((name) => join('shown', name))
    await writeFile(join(cwd, 'shown/notes.txt'), 'mine')
    await mkdir(join(cwd, 'shown/old'))
    const base = all().find((name) => name.includes('_base_')) ?? ''
    const ended = await run('gate', '--baseline', base, ...all().filter((name) => name !== base))
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain('skipped, because they are not run folders: shown/notes.txt, shown/old')
    expect(ended.stderr).not.toContain('gate-looks')
    expect(await run('compare', 'shown/notes.txt', 'shown/none')).toMatchObject({ code: 2 })
    expect(await run('compare', 'shown/notes.txt', 'shown/old')).toMatchObject({ code: 2 })
    await rm(join(cwd, 'shown/old'), { recursive: true })
  })

  it('tells what the samples outside of training data say, and decides over all', async () => {
    const overlap = { benchmark: 'wordproblems', overlapping: [{ id: 'wordproblems/1' }, { id: 'wordproblems/2' }] }
    await writeFile(join(cwd, 'overlaps.json'), JSON.stringify({ schemaVersion: 1, benchmarks: [overlap] }))
    const excluded = ['--exclude-contaminated', 'overlaps.json']
    const { gate, comparisons } = json(await run('gate', folder('base'), folder('same'), ...excluded, '--json'))
    expect(gate.decisions[0].delta).toBe(comparisons[0].delta)
    expect(comparisons[0].contaminated).toMatchObject({ samples: 2, without: { pairs: 198 } })
    const { stdout } = await run('report', folder('base'), folder('same'), ...excluded, '--format', 'markdown')
    expect(stdout).toContain('score without overlapping samples, over 198')
    const none = await run('gate', folder('base'), folder('same'), '--exclude-contaminated', 'none.json')
    expect(none).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('none.json cannot be read') })
  })

  it('asks nothing where there is nothing to gate against', async () => {
    const { code, stderr } = await run(
      'run',
      'wordproblems',
      '--model',
      'replay/same.jsonl',
      '--gate',
      '--runs-dir',
      'no',
    )
    expect(code).toBe(2)
    expect(stderr).toContain('--gate requires a baseline')
    expect(existsSync(join(cwd, 'no'))).toBe(false)
  })
})

describe('a run folder that is not whole', () => {
  const spoilt = async (spoil: (path: string) => Promise<unknown>) => {
    const copy = join(await temporaryFolder(), 'copy')
    await cp(join(cwd, folder('same')), copy, { recursive: true })
    await spoil(copy)
    return copy
  }
  const edited = (file: string, edit: (text: string) => string) =>
    spoilt(async (path) => writeFile(join(path, file), edit(await readFile(join(path, file), 'utf8'))))

  const cases: readonly [when: string, make: () => Promise<string>, says: RegExp, code: number][] = [
    [
      'killed',
      () => spoilt((path) => rm(join(path, 'summary.json'))),
      /copy: has no summary\.json: the run was cut off/,
      3,
    ],
    [
      'copied in part',
      () => spoilt((path) => truncate(join(path, 'samples.jsonl'), 20_000)),
      /samples\.jsonl: holds \d+ trials, but "trials"/,
      2,
    ],
    ['without samples', () => spoilt((path) => rm(join(path, 'samples.jsonl'))), /samples\.jsonl: holds 0 trials/, 2],
    [
      'of a newer schema',
      () => edited('manifest.json', (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 99')),
      /manifest\.json: schemaVersion 99/,
      2,
    ],
    [
      'with a sample twice',
      () => edited('samples.jsonl', (text) => text.replace('"wordproblems/1"', '"wordproblems/0"')),
      /samples\.jsonl:\d+: wordproblems\/0, repeat 1, is there a second time/,
      2,
    ],
    [
      'with NaN',
      () => edited('samples.jsonl', (text) => text.replace('"value":1', '"value":NaN')),
      /samples\.jsonl:\d+: "value" is NaN, which is no number/,
      2,
    ],
    [
      'with NaN in its summary',
      () => edited('summary.json', (text) => text.replace(/"score": [\d.]+/, '"score": NaN')),
      /summary\.json:1: "score" is NaN, which is no number/,
      2,
    ],
    [
      'with a score beyond what there is',
      () => edited('samples.jsonl', (text) => text.replace('"value":1', '"value":7')),
      /samples\.jsonl:\d+: outcome\.score\.value is 7, and scores here lie within 0 and 1/,
      2,
    ],
    [
      'with a sample that it cannot have',
      () => edited('samples.jsonl', (text) => text.replace('"wordproblems/1"', '"wordproblems/999"')),
      /copy has wordproblems\/999, which .* has not, and by their manifests both ask the same 200 samples/,
      2,
    ],
    [
      'of another benchmark',
      () => edited('manifest.json', (text) => text.replace('"name": "wordproblems"', '"name": "gsm8k"')),
      /gsm8k: no run of the baseline/,
      12,
    ],
    [
      'with a score that is none',
      () => edited('samples.jsonl', (text) => text.replace('"value":1', '"value":null')),
      /samples\.jsonl:\d+: not a sample record: outcome\S* /,
      2,
    ],
  ]

  it.each(cases)('is refused by file and field: %s', async (_, make, says, code) => {
    const copy = await make()
    const before = readdirSync(copy).map((name) => [name, readFileSync(join(copy, name), 'utf8')])
    for (const command of ['compare', 'gate']) {
      const ended = await run(command, folder('base'), copy)
      expect(ended).toMatchObject({ code, stdout: '' })
      expect(ended.stderr).toMatch(says)
      expect(ended.stderr).not.toMatch(/\n\s+at /)
    }
    expect(readdirSync(copy).map((name) => [name, readFileSync(join(copy, name), 'utf8')])).toEqual(before)
  })

  it('loses a last line that a crash has torn, and says how many are missing', async () => {
    const torn = await spoilt((path) => appendFile(join(path, 'samples.jsonl'), '{"schemaVersion":1,"id":"wordp'))
    expect(await run('compare', folder('base'), torn)).toMatchObject({ code: 0 })
  })
})

describe('a policy that cannot be meant', () => {
  it.each<[yaml: string, says: RegExp]>([
    ['gate:\n  benchmarks:\n    gsm9k: { margin: 2 }', /p\.yaml:3: unknown field gate\.benchmarks\.gsm9k\n.*"gsm8k"/],
    ['gate:\n  benchmarks:\n    gsm8k:\n      margin: -2', /p\.yaml:4: gate\.benchmarks\.gsm8k\.margin must be >= 0/],
    ['gate:\n  inconclusive: ignore', /p\.yaml:2: gate\.inconclusive must be one of fail, warn/],
    ['gate:\n  margins: {}', /p\.yaml:2: unknown field gate\.margins\n.*benchmarks/],
    [
      'gate:\n  benchmarks:\n    gsm8k: { tier: must }',
      /gate\.benchmarks\.gsm8k\.tier must be one of required, advisory/,
    ],
    ['gate:\n  alpha: 0.5', /p\.yaml:2: gate\.alpha must be <= 0\.2/],
    [
      'gate: { benchmarks: { wordproblems: { margin: 300 } } }',
      /gate\.benchmarks\.wordproblems\.margin is 300, and no model can be so much worse\n.* from 0 to 100/,
    ],
    [
      'gate: { benchmarks: { wordproblems: { floor: 200 } } }',
      /wordproblems\.floor is 200, and scores lie within 0 and/,
    ],
  ])('is refused by file and field: %j', async (yaml, says) => {
    await writeFile(join(cwd, 'p.yaml'), yaml)
    const ended = await run('gate', folder('base'), folder('same'), '--config', 'p.yaml')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(says)
  })
})
