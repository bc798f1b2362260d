import { readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../../results/errors.ts'
import { listRuns } from '../../../results/store/read.ts'
import { fullModelFiles, gguf, writeFiles } from '../../helpers/checkpoint-files.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { sharedFolder, temporaryFolder } from '../../helpers/temporary.ts'
import { putTiny, tinyModel } from '../../helpers/tiny-checkpoints.ts'

/** Labels, steps and states of the runs in a folder, in the order of their start. */
async function runsIn(cwd: string) {
  const names = (await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.startsWith('2'))
  const read = async (name: string, file: string) => readFile(join(cwd, 'evalkit-runs', name, file), 'utf8')
  return Promise.all(
    names.sort().map(async (name) => {
      const { model, status } = JSON.parse(await read(name, 'manifest.json'))
      const lines = (await read(name, 'samples.jsonl')).trim().split('\n')
      return { name, label: model.label, step: model.step, series: model.series, status, trials: lines.length }
    }),
  )
}

/** The same model in other bytes. */
async function padded(name: Parameters<typeof tinyModel>[0]): Promise<Buffer> {
  const bytes = await readFile(tinyModel(name))
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
  return bytes
}

const old = (path: string) => utimes(path, new Date(0), new Date(0))

describe('a folder with checkpoints', () => {
  let cwd: string
  const watch = (...flags: string[]) =>
    evalkit(['watch', 'out', 'wordproblems', '--limit', '4', '--once', ...flags], { cwd })

  beforeAll(async () => {
    cwd = await sharedFolder()
    await putTiny('base', join(cwd, 'out/step-100.gguf'))
    await putTiny('sft-direct', join(cwd, 'out/step-200.gguf'))
    await putTiny('sft-think', join(cwd, 'out/step-250.gguf'))
    await putTiny('sft-direct', join(cwd, 'out/final.gguf'))
    await putTiny('sft-think', join(cwd, 'out/step-300.gguf'))
    await truncate(join(cwd, 'out/step-300.gguf'), 1_000_000)
    await writeFiles(join(cwd, 'out/step-400.gguf.tmp'), { part: 'x' })
  })

  it('is evaluated, each complete checkpoint of the steps chosen once', async () => {
    const { code, stdout, stderr } = await watch('--every', '100')
    expect(stderr).toContain('out/step-300.gguf is not complete: step-300.gguf has 1000000 of 1846176 bytes')
    expect(stderr).toContain('out-final: the same weights as out-step-200, which is evaluated')
    expect(stdout).toMatch(/^step 100 {5}wordproblems {2}\d.*\nstep 200 {5}wordproblems {2}\d.*\n$/)
    expect(await runsIn(cwd)).toMatchObject([
      { label: 'out-step-100', step: 100, series: 'out', status: 'complete', trials: 4 },
      { label: 'out-step-200', step: 200, series: 'out', status: 'complete', trials: 4 },
    ])
    expect(code).toBe(EXIT.ok)
  })

  it('is known the next time from the run folders alone', async () => {
    const before = await runsIn(cwd)
    const { stdout, stderr } = await watch('--every', '100')
    expect(stdout).toMatch(/^step 100 .*\nstep 200 .*\n$/)
    expect(stderr).not.toContain('evaluating')
    expect(await runsIn(cwd)).toEqual(before)
  })

  it('is continued where a process was killed in the middle of a run', async () => {
    const [, last] = await runsIn(cwd)
    const folder = join(cwd, 'evalkit-runs', last?.name ?? '')
    const [manifest, samples] = [join(folder, 'manifest.json'), join(folder, 'samples.jsonl')]
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"complete"', '"running"'))
    await rm(join(folder, 'summary.json'))
    await writeFile(samples, (await readFile(samples, 'utf8')).split('\n').slice(0, 2).join('\n').concat('\n{"torn'))
    const { stderr } = await watch('--every', '100')
    expect(stderr).toContain('out-step-200: complete; evaluating')
    expect(stderr).not.toContain('out-step-100: complete')
    expect((await runsIn(cwd)).map(({ trials, status }) => ({ trials, status }))).toEqual([
      { trials: 4, status: 'complete' },
      { trials: 4, status: 'complete' },
    ])
  })

  it('leaves nothing in the folder of the checkpoints, and no lock in that of the runs', async () => {
    expect((await readdir(join(cwd, 'out'))).filter((name) => name.startsWith('.'))).toEqual([])
    expect((await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('says so where no step is a multiple of --every', async () => {
    const { stderr } = await watch('--every', '70')
    expect(stderr).toContain('--every 70: none of the steps so far is a multiple of it (100, 200, 250, 300)')
  })

  it('prints one JSON document with --json', async () => {
    const { stdout } = await watch('--every', '100', '--json')
    expect(JSON.parse(stdout).runs.map(({ model }: { model: string }) => model)).toEqual([
      'out-step-100',
      'out-step-200',
    ])
  })
})

describe('with a baseline', () => {
  let cwd: string
  const watch = (out: string, ...flags: string[]) =>
    evalkit(['watch', out, 'wordproblems', '--limit', '20', '--once', '--gate', ...flags], { cwd })

  beforeAll(async () => {
    cwd = await sharedFolder()
    await putTiny('sft-direct', join(cwd, 'down/step-1.gguf'))
    await putTiny('base', join(cwd, 'down/step-2.gguf'))
    await putTiny('base', join(cwd, 'up/step-1.gguf'))
    await putTiny('sft-direct', join(cwd, 'up/step-2.gguf'))
    const model = `direct=gguf/${tinyModel('sft-direct')}`
    await evalkit(['baseline', 'set', 'main', 'wordproblems', '--model', model, '--limit', '40'], { cwd })
  })

  it('the exit code is the verdict of the newest checkpoint, or of the worst', async () => {
    const down = await watch('down', '--baseline', '@main')
    // Step 1 is the baseline itself, which a gate refuses.
    expect(down.stdout).toMatch(/^step 1 .* {2}INCOMPARABLE\nstep 2 .* pp, p <0\.001 {2}REGRESSED\n\nstep 2:\n/)
    expect(down.code).toBe(EXIT.regressed)
    expect((await watch('down', '--baseline', '@main', '--exit', 'worst')).code).toBe(EXIT.incomparable)
    const up = await watch('up', '--baseline', '@main', '--accept', 'same-model')
    expect(up.stdout).toMatch(/^step 1 .* {2}REGRESSED\nstep 2 .* {2}INCONCLUSIVE\n\nstep 2:\n/)
    expect(up.code).toBe(EXIT.inconclusive)
    const worst = await watch('up', '--baseline', '@main', '--accept', 'same-model', '--exit', 'worst')
    expect(worst.stdout).toContain('\n\nstep 1:\n')
    expect(worst.code).toBe(EXIT.regressed)
  })

  it('a baseline on more samples is compared on those of the checkpoints', async () => {
    const { stdout } = await watch('down', '--baseline', '@main')
    expect(stdout).toMatch(/^direct .* 17 of 20 /m)
    const args = ['watch', 'down', 'wordproblems', '--limit', '60', '--once', '--baseline', '@main']
    const other = await evalkit(args, { cwd })
    expect(other.stderr).toContain('did not measure the same: items: 40 samples')
    expect(other.code).toBe(EXIT.incomparable)
  })

  it('may be a model, which is run first, or runs', async () => {
    const model = `base=gguf/${tinyModel('base')}`
    const first = await watch('up', '--baseline', model)
    expect(first.stderr).toContain('wordproblems · base: 20 trials')
    const again = await watch('up', '--baseline', model)
    expect(again.stderr).toMatch(/^baseline base: evalkit-runs\/\S+_base_\w+\n/)
    const [folder = ''] = /evalkit-runs\/\S+/.exec(again.stderr) ?? []
    expect((await watch('up', '--baseline', folder)).stdout).toBe(again.stdout)
  })

  it('measures the best on all samples at the end', async () => {
    const { stdout, stderr } = await evalkit(
      ['watch', 'up', 'wordproblems', '--limit', '20', '--once', '--candidates', '1', '--max-tokens', '2'],
      { cwd },
    )
    expect(stderr).toContain('On all samples: up-step-2')
    expect(stdout.split('\n').filter((line) => line.startsWith('step 2'))).toHaveLength(2)
    const runs = await listRuns(join(cwd, 'evalkit-runs'))
    const [whole, ...others] = runs.filter(({ manifest }) => manifest.items.count === 200)
    expect(others).toEqual([])
    expect(whole?.summary).toMatchObject({ trials: 200, pending: 0 })
    // Not the copy that was kept, which is deleted at the end.
    expect(whole?.manifest).toMatchObject({ status: 'complete', spec: 'up-step-2=gguf/up/step-2.gguf' })
  })
})

describe('a checkpoint that cannot be loaded', () => {
  let cwd: string
  const watch = (...flags: string[]) =>
    evalkit(['watch', 'out', 'wordproblems', '--limit', '2', '--once', ...flags], { cwd })

  beforeAll(async () => {
    cwd = await sharedFolder()
    await writeFiles(join(cwd, 'out'), { 'step-1.gguf': gguf(1) })
    await old(join(cwd, 'out/step-1.gguf'))
    await putTiny('base', join(cwd, 'out/step-2.gguf'))
  })

  it('ends the watch as incomplete, with the cause', async () => {
    const { code, stdout, stderr } = await watch()
    expect(stderr).toMatch(/^evalkit: .*step-1\.gguf: llama\.cpp cannot load it: /m)
    expect({ code, stdout }).toEqual({ code: EXIT.incomplete, stdout: '' })
  })

  it('is passed over with --keep-going, and tried again the next time', async () => {
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await watch('--keep-going')
      expect(stderr).toMatch(/^out-step-1: could not be evaluated: .*llama\.cpp cannot load it/m)
      expect(stderr).toContain('1 checkpoint could not be evaluated; the same command tries again')
      expect(stdout).toMatch(/^step 2 /)
      expect(code).toBe(EXIT.ok) // that of the newest
    }
    expect((await watch('--keep-going', '--exit', 'worst')).code).toBe(EXIT.incomplete)
    expect(await runsIn(cwd)).toMatchObject([{ label: 'out-step-2' }])
  })
})

it('a checkpoint that is written again with other weights is evaluated again, and counts instead of the first', async () => {
  const cwd = await temporaryFolder()
  await putTiny('base', join(cwd, 'out/step-1.gguf'))
  const watching = evalkit(['watch', 'out', 'wordproblems', '--limit', '4', '--until', '2', '--json'], { cwd })
  const runs = async () => (await runsIn(cwd).catch(() => [])).filter(({ status }) => status === 'complete')
  await expect.poll(async () => (await runs()).length, { timeout: 20_000 }).toBe(1)
  const [first] = await runs()
  await putTiny('sft-direct', join(cwd, 'out/step-1.gguf'))
  await expect.poll(async () => (await runs()).length, { timeout: 20_000 }).toBe(2)
  await putTiny('sft-think', join(cwd, 'out/step-2.gguf'))
  const { stdout } = await watching
  expect((await runs()).map(({ step }) => step)).toEqual([1, 1, 2])
  const shown = JSON.parse(stdout).runs.map(({ run }: { run: string }) => run.split('/').at(-1))
  const names = (await runs()).map(({ name }) => name)
  expect(shown.sort()).toEqual(names.filter((name) => name !== first?.name))
})

describe('after a kill', () => {
  it('the curve has the checkpoints that were evaluated before, and are deleted by now, but none of an earlier training', async () => {
    const cwd = await temporaryFolder()
    const watch = () => evalkit(['watch', 'out', 'wordproblems', '--limit', '2', '--once'], { cwd })
    await putTiny('sft-think', join(cwd, 'out/step-900.gguf'))
    await watch()
    await rm(join(cwd, 'out'), { recursive: true })
    await putTiny('base', join(cwd, 'out/step-100.gguf'))
    await watch()
    await rm(join(cwd, 'out/step-100.gguf'))
    await putTiny('sft-direct', join(cwd, 'out/step-200.gguf'))
    await writeFiles(join(cwd, 'out'), { 'step-300.gguf': await padded('sft-direct') })
    const { stdout } = await watch()
    expect(stdout).toMatch(/^step 200 .*\nstep 300 /)
    expect(stdout.match(/^\d+(?= .*%)/gm)).toEqual(['100', '200', '300'])
  })

  it('a checkpoint that was in use is evaluated, though its trainer has deleted it since', async () => {
    const cwd = await temporaryFolder()
    await putTiny('base', join(cwd, 'out/step-1.gguf'))
    await putTiny('sft-direct', join(cwd, 'out/step-2.gguf'))
    const watch = () =>
      evalkit(['watch', 'out', 'wordproblems', '--limit', '20', '--once', '--max-tokens-total', '1'], { cwd })
    const stopped = await watch() // the budget ends it within the first
    expect(stopped.code).toBe(EXIT.incomplete)
    const [place = ''] = (await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.startsWith('.watch-'))
    expect(await readdir(join(cwd, 'evalkit-runs', place, 'pinned/step-1.gguf'))).toEqual(['step-1.gguf'])
    await rm(join(cwd, 'out/step-1.gguf'))
    const { stdout } = await evalkit(['watch', 'out', 'wordproblems', '--limit', '20', '--once'], { cwd })
    expect(stdout).toMatch(/^step 1 .*\nstep 2 .*\n$/)
    expect(await runsIn(cwd)).toMatchObject([
      { label: 'out-step-1', trials: 20 },
      { label: 'out-step-2', trials: 20 },
    ])
    expect((await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

describe('is refused', () => {
  const watch = async (files: Parameters<typeof writeFiles>[1], ...args: string[]) => {
    const cwd = await temporaryFolder()
    for (const [name, content] of Object.entries(files)) {
      await writeFiles(join(cwd, name, '..'), { [name.split('/').at(-1) ?? '']: content })
      await old(join(cwd, name))
    }
    return evalkit(['watch', ...args], { cwd })
  }
  const whole = (folder: string) =>
    Object.fromEntries(Object.entries(fullModelFiles(1)).map(([name, content]) => [`${folder}/${name}`, content]))

  it.each<[string, Parameters<typeof writeFiles>[1], string[], RegExp]>([
    ['a folder that is not there', {}, ['out', 'wordproblems', '--once'], /^evalkit: out: there is no such folder\n/],
    ['a file', { out: 'x' }, ['out', 'wordproblems'], /out: not a folder/],
    ['a benchmark that there is not', {}, ['out', 'wordproblem'], /wordproblem/],
    [
      'two series',
      { ...whole('out/checkpoint-1'), ...whole('out/step_1') },
      ['out', 'wordproblems', '--once'],
      /two series of checkpoints: out\/checkpoint-\* and out\/step_\*\n.*evalkit watch 'out\/checkpoint-\*' …/,
    ],
    [
      'weights that need a server',
      whole('out/checkpoint-1'),
      ['out', 'wordproblems', '--once'],
      /out\/checkpoint-1: safetensors weights require a server\n.*--serve vllm/,
    ],
    ['--gate without a baseline', {}, ['out', 'wordproblems', '--gate'], /--gate requires a baseline/],
    [
      '--candidates without a part',
      {},
      ['out', 'wordproblems', '--candidates', '2'],
      /--candidates: every checkpoint is evaluated on all samples already/,
    ],
    [
      '--once with --until',
      {},
      ['out', 'wordproblems', '--once', '--until', '5'],
      /--once and --until cannot be combined/,
    ],
    ['--until without sense', {}, ['out', 'wordproblems', '--until', 'soon'], /neither a step nor idle/],
    ['--every 0', {}, ['out', 'wordproblems', '--every', '0'], /--every: must be a number of at least 1/],
    [
      'a baseline that there is not',
      { 'out/a': '' },
      ['out', 'wordproblems', '--once', '--baseline', 'sft'],
      /sft: not a run folder, nor the name of a run/,
    ],
  ])('%s', async (_, files, args, message) => {
    const { code, stderr } = await watch(files, ...args)
    expect(stderr).toMatch(message)
    expect(code).toBe(EXIT.usage)
  })

  it('a folder without a complete checkpoint gates nothing', async () => {
    const { code, stderr } = await watch({ 'out/notes': 'x' }, 'out', 'wordproblems', '--once')
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: 'out: no complete checkpoint\n' })
    const model = `gguf/${tinyModel('base')}`
    const gated = await watch(
      { 'out/notes': 'x' },
      'out',
      'wordproblems',
      '--limit',
      '1',
      '--once',
      '--gate',
      '--baseline',
      model,
    )
    expect(gated.code).toBe(EXIT.incomplete)
  })
})
