/** Plans of looks as a CI job would use them: `run --gate` with --escalate, with --early-stop, beside a baseline of several answers. */
import { readdirSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

/** Four answers to each of the 200 problems. @param isWrong by problem and repeat (1-based) */
const fourTimes = (isWrong: (index: number, repeat: number) => boolean) =>
  [1, 2, 3, 4]
    .map((repeat) => replies((index) => isWrong(index, repeat)).replaceAll('{"id"', `{"repeat":${repeat},"id"`))
    .join('\n')

const MODELS = {
  base: fourTimes((index) => index % 5 === 0),
  same: fourTimes((index) => index % 5 === 0 || index === 1),
  // Unlucky at first: 10 further problems wrong, and never again.
  unlucky: fourTimes((index, repeat) => index % 5 === 0 || (repeat === 1 && index % 5 === 1 && index < 50)),
  worse: fourTimes((index) => index % 2 === 0),
}

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })
const json = ({ stdout }: Ended) => JSON.parse(stdout)
const folders = () => readdirSync(join(cwd, 'evalkit-runs')).filter((name) => name.includes('_wordproblems_'))
const file = (label: string, name: string) =>
  readFileSync(join(cwd, 'evalkit-runs', folders().find((one) => one.includes(`_${label}_`)) ?? label, name), 'utf8')
const manifestOf = (label: string) => JSON.parse(file(label, 'manifest.json'))
const trialsOf = (label: string) => file(label, 'samples.jsonl').trim().split('\n').length

const base = ['wordproblems', '--baseline', 'replay/base.jsonl']
const model = (label: string) => ['--model', `replay/${label}.jsonl`]
/** One answer to each problem. */
const baseOnce = ['wordproblems', '--baseline', 'base=replay/once-base.jsonl']
const once = (label: string) => ['--model', `${label}=replay/once-${label}.jsonl`]
const SAMPLED = ['--temperature', '0.7']

beforeAll(async () => {
  cwd = await sharedFolder()
  for (const [label, text] of Object.entries(MODELS)) {
    await writeFile(join(cwd, `${label}.jsonl`), text)
    await writeFile(join(cwd, `once-${label}.jsonl`), text.split('\n').slice(0, 200).join('\n'))
  }
})

beforeEach(() => rm(join(cwd, 'evalkit-runs'), { recursive: true, force: true }))

describe('--escalate', () => {
  it('asks again by itself, only where it is inconclusive, and decides at the stage’s level', async () => {
    const ended = await run(
      'run',
      ...base,
      ...model('same'),
      ...model('unlucky'),
      '--gate',
      '--escalate',
      ...SAMPLED,
      '--json',
    )
    expect(ended.stderr).toContain(
      'wordproblems: INCONCLUSIVE for unlucky, as planned asking for 2 answers to each sample',
    )
    const { gate } = json(ended)
    const [same, unlucky] = gate.decisions
    expect(same).toMatchObject({ verdict: 'PASS', stage: { number: 1, of: 3 } })
    expect(same.level).toBeCloseTo(0.0226, 3)
    expect(unlucky).toMatchObject({ candidate: 'unlucky', verdict: 'PASS' })
    expect(unlucky.stage.number).toBeGreaterThan(1)
    expect(manifestOf('same')).toMatchObject({ trialsPerSample: 1, design: { kind: 'escalate', answers: [1, 2, 4] } })
    expect([trialsOf('same'), trialsOf('unlucky'), trialsOf('base')]).toEqual([
      200,
      200 * manifestOf('unlucky').trialsPerSample,
      200 * manifestOf('unlucky').trialsPerSample,
    ])
    expect(ended.code).toBe(0)

    // The same folders, whenever they are gated again.
    const baseline = folders().find((name) => name.includes('_base_')) ?? ''
    const others = folders().filter((name) => name !== baseline)
    const paths = [baseline, ...others].map((name) => join('evalkit-runs', name))
    expect(json(await run('gate', '--json', ...paths)).gate.decisions).toEqual(gate.decisions)
  })

  it('is what the config may plan for every gate', async () => {
    await writeFile(join(cwd, 'evalkit.config.yaml'), 'gate:\n  escalate: [1, 4]\n')
    const ended = await run('run', ...base, ...model('unlucky'), '--gate', ...SAMPLED, '--json')
    const plain = await run('run', ...base, ...model('same'), '--gate', '--repeats', '4', ...SAMPLED, '--json')
    await rm(join(cwd, 'evalkit.config.yaml'))
    expect(json(ended).gate.decisions[0].stage).toEqual({ number: 2, of: 2 })
    expect(json(plain).gate.decisions[0]).not.toHaveProperty('stage')
  })

  it('keeps one answer where the same reply would come again', async () => {
    const { code, stderr, stdout } = await run('run', ...baseOnce, ...once('unlucky'), '--gate', '--escalate')
    expect(code).toBe(11)
    expect(stderr).toContain('wordproblems: replies at temperature 0 do not vary')
    expect(stdout).not.toContain('stage')
    expect(trialsOf('unlucky')).toBe(200)
  })

  it('needs no further answer of a stored baseline that has eight', async () => {
    const set = await run('baseline', 'set', 'main', 'wordproblems', ...model('base'), '--repeats', '4', ...SAMPLED)
    expect(set.code, set.stderr).toBe(0)
    const args = ['--baseline', '@main', '--gate', '--escalate', ...SAMPLED, '--json']
    const ended = await run('run', 'wordproblems', ...model('unlucky'), ...args)
    expect(json(ended).comparisons[0].notes).toContainEqual(
      expect.stringMatching(/^repeats: 4 for base, [24] for unlucky$/),
    )
    expect(json(ended).verdict).toBe('PASS')
    expect(trialsOf('base')).toBe(800)
  })

  it.each([
    [['--escalate'], 'Add --gate and a --baseline'],
    [['--gate', '--escalate', '--early-stop'], 'cannot be combined'],
    [['--gate', '--escalate', '--repeats', '2'], 'the stages set the number of repeats'],
    [['--gate', '--escalate', '4,2'], 'does not increase from stage to stage'],
    [['--gate', '--escalate', 'often'], 'Write --escalate 1,2,4.'],
    [['--gate', '--early-stop', '--shard', '1/2'], 'one shard of a run cannot be gated'],
  ])('is refused before anything is asked: %j', async (flags, words) => {
    const { code, stderr } = await run('run', ...base, ...model('same'), ...flags)
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })
})

describe('--early-stop', () => {
  it('stops once it is decided, says so, and saves the rest of the requests of both models', async () => {
    const ended = await run('run', ...baseOnce, ...once('worse'), '--gate', '--early-stop')
    expect(ended.code).toBe(10)
    expect(ended.stderr).toMatch(
      /wordproblems, worse: REGRESSED at look \d of 5, after \d+ of 200 samples: stopped early/,
    )
    const { asked, stopped } = manifestOf('worse').design
    expect(stopped).toBe('REGRESSED')
    expect(asked).toBeLessThan(200)
    expect([trialsOf('worse'), trialsOf('base')]).toEqual([asked, asked])
    expect(ended.stdout.replace(/\s+/g, ' ')).toContain(
      `worse was stopped early at look ${asked / 40} of 5, as the gate had decided (REGRESSED), after ${asked} of 200 samples, drawn at random`,
    )
  })

  it('goes on to the end where nothing decides it, and is a whole run then', async () => {
    const ended = await run('run', ...baseOnce, ...once('unlucky'), '--gate', '--early-stop', '--json')
    expect(json(ended).gate.decisions[0]).toMatchObject({ stage: { number: 5, of: 5 } })
    expect(json(ended).gate.decisions[0].level).toBeGreaterThan(0.04)
    expect(trialsOf('unlucky')).toBe(200)
  })

  it('can be resumed to the end, and is no baseline before', async () => {
    await run('run', ...baseOnce, ...once('worse'), '--gate', '--early-stop')
    const folder = join('evalkit-runs', folders().find((name) => name.includes('_worse_')) ?? '')
    const refused = await run('baseline', 'set', 'part', '--from', folder)
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('stopped early, and a baseline requires all samples')
    const ended = await run('run', ...baseOnce, ...once('worse'), '--gate', '--resume', folder, '--json')
    expect(ended.code).toBe(10)
    expect([trialsOf('worse'), trialsOf('base')]).toEqual([200, 200])
    expect(folders()).toHaveLength(2)
    expect(manifestOf('worse').design).toEqual({ kind: 'early-stop', looks: 5, seed: 1, asked: 200 })
  })
})
