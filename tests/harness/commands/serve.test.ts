/** Commands with checkpoints as models: servers that are started, shared, and gone afterwards. */
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listRuns, type StoredRun } from '../../../results/store/read.ts'
import { adapterFiles, fullModelFiles, gguf, writeFiles } from '../../helpers/checkpoint-files.ts'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { RUN_FAKE_SERVER } from '../../helpers/fake-server.ts'
import { processesFor } from '../../helpers/processes.ts'
import { replies } from '../../helpers/quiz.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** A folder with checkpoints, and the programs of presets, which record how they were started. */
async function workshop() {
  const cwd = await temporaryFolder()
  await writeFiles(join(cwd, 'out/base'), fullModelFiles(1))
  await writeFiles(join(cwd, 'out/checkpoint-500'), fullModelFiles(2))
  await writeFile(join(cwd, 'tiny.gguf'), gguf(1, 2, { 'tokenizer.chat_template': '{{ messages }}' }))
  await writeFile(join(cwd, 'bare.gguf'), gguf(1))
  const started = join(cwd, 'started.jsonl')
  for (const name of ['vllm', 'llama-server', 'python', 'transformers']) {
    const program = join(cwd, 'bin', name)
    await writeFiles(join(cwd, 'bin'), {
      [name]: `#!/bin/sh\nexec ${RUN_FAKE_SERVER} "$@" --record ${started} $FAKE_MORE\n`,
    })
    await chmod(program, 0o755)
  }
  const path = `${join(cwd, 'bin')}:${process.env.PATH}`
  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
    evalkit(['run', 'wordproblems', '--limit', '6', ...args], { cwd, env: { PATH: path, ...env } })
  const starts = async (): Promise<{ words: string[]; devices?: string; pid: number }[]> =>
    (await readFile(started, 'utf8').catch(() => '')).split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []))
  const runs = (): Promise<StoredRun[]> => listRuns(join(cwd, 'evalkit-runs'))
  /** What is left of its servers. */
  const stillRunning = () => processesFor(cwd)
  return { cwd, run, starts, runs, path, stillRunning }
}

const command = (...more: string[]) =>
  [RUN_FAKE_SERVER, '--m {checkpoint} --port {port} --name {name}', ...more].join(' ')

const answersOf = async (run: StoredRun | undefined) => {
  const texts = new Set<string>()
  if (run === undefined) return []
  for await (const { attempt } of run.records()) texts.add(attempt.turns[0]?.completion.text.split('\n')[0] ?? '')
  return [...texts]
}

describe('a checkpoint', () => {
  it('is served for the run, with the log beside it, and the server is gone afterwards', async () => {
    const { cwd, run, runs, stillRunning } = await workshop()
    const { code, stderr } = await run(['--model', 'sft=./tiny.gguf', '--serve', command()])
    expect(code).toBe(0)
    expect(stderr).toMatch(/sft: starting node\n.*sft: node is ready after \d\.\d s/s)
    const [only] = await runs()
    const { model } = only?.manifest ?? {}
    expect(model).toMatchObject({ label: 'sft', provider: 'checkpoint', name: 'tiny.gguf', served: command() })
    expect(model?.version).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(model?.endpoint).toBeUndefined()
    expect(await readdir(only?.folder ?? '')).toContain('server.log')
    expect(await stillRunning()).toEqual([])
    expect(await readdir(cwd)).toContain('evalkit-runs')
  })

  it('is the same run when it is resumed, at whatever port, and another when its weights change', async () => {
    const { cwd, run, starts } = await workshop()
    const args = ['--model', './out/checkpoint-500', '--serve', 'vllm']
    await run(args)
    expect((await run([...args, '--resume'])).stderr).toContain('all requested runs are complete')
    expect(await starts()).toHaveLength(1)
    await writeFiles(join(cwd, 'out/checkpoint-500'), fullModelFiles(7))
    expect((await run([...args, '--resume'])).stderr).toContain('nothing to resume')
  })

  it('knows its step and its training run', async () => {
    const { run, runs } = await workshop()
    await run(['--model', './out/checkpoint-500', '--serve', 'vllm'])
    expect((await runs())[0]?.manifest.model).toMatchObject({ label: 'checkpoint-500', step: 500, series: 'out' })
  })

  it('may be in the config, relative to it', async () => {
    const { cwd, runs, path } = await workshop()
    await writeFiles(cwd, {
      'evalkit.config.yaml': 'models:\n  sft: { checkpoint: out/checkpoint-500, serve: vllm }\n',
    })
    await writeFiles(join(cwd, 'below'), {})
    const args = ['run', 'wordproblems', '--limit', '2', '--model', 'sft', '--config', '../evalkit.config.yaml']
    const ended = await evalkit([...args, '--runs-dir', '../evalkit-runs'], {
      cwd: join(cwd, 'below'),
      env: { PATH: path },
    })
    expect(ended.code).toBe(0)
    expect((await runs())[0]?.manifest.model).toMatchObject({ label: 'sft', name: 'checkpoint-500', served: 'vllm' })
  })

  it('may be a model of the hub that was downloaded before', async () => {
    const { cwd, run, runs } = await workshop()
    const model = join(cwd, 'hub/models--org--small')
    await writeFiles(join(model, 'refs'), { main: 'c0ffee' })
    await writeFiles(join(model, 'snapshots/c0ffee'), fullModelFiles(3))
    const { code } = await run(['--model', 'org/small', '--serve', 'vllm'], { HF_HUB_CACHE: join(cwd, 'hub') })
    expect(code).toBe(0)
    const [only] = await runs()
    expect(only?.manifest.model).toMatchObject({ label: 'small', name: 'org/small' })
    expect(only?.manifest.model.series).toBeUndefined()
  })

  it('is asked by the API that its runs use', async () => {
    const { run } = await workshop()
    const ended = await run(['--api', 'completions', '--model', './tiny.gguf', '--serve', command()])
    expect(ended.code).toBe(0)
  })
})

describe('several checkpoints', () => {
  it('have one server at a time, each started once for all benchmarks', async () => {
    const { cwd, starts, path } = await workshop()
    const models = ['--baseline', 'base=./out/base', '--model', 'sft=./out/checkpoint-500', '--serve', 'vllm']
    const quiz = { 'quiz.benchmark.yaml': 'data: rows.jsonl\nprompt: "{q}"\ntarget: "{a}"\nscore: exact\n' }
    await writeFiles(cwd, { ...quiz, 'rows.jsonl': '{"q":"x","a":"y"}\n' })
    const args = ['run', 'wordproblems', 'quiz', '--limit', '1', ...models]
    const { stderr, code } = await evalkit(args, { cwd, env: { PATH: path } })
    expect(code).toBe(0)
    expect((await starts()).map(({ words }) => words[1])).toEqual([
      join(cwd, 'out/base'),
      join(cwd, 'out/checkpoint-500'),
    ])
    const order = [...stderr.matchAll(/(starting vllm|(?:wordproblems|quiz) · (?:base|sft) {2}[\d.]+%)/g)].map(
      ([text]) => text.replace(/.* · (\w+) .*/, '$1'),
    )
    expect(order).toEqual(['starting vllm', 'base', 'base', 'starting vllm', 'sft', 'sft'])
  })

  it('share a server with their base where they are adapters', async () => {
    const { cwd, run, starts, runs } = await workshop()
    const config = { base_model_name_or_path: join(cwd, 'out/base'), r: 12 }
    await writeFiles(join(cwd, 'a'), adapterFiles(1, config))
    await writeFiles(join(cwd, 'b'), adapterFiles(2, { ...config, r: 40 }))
    const { code } = await run(['--baseline', 'base=./out/base', '--model', './a', '--model', './b', '--serve', 'vllm'])
    expect(code).toBe(0)
    const started = await starts()
    expect(started).toHaveLength(1)
    const words = started[0]?.words.join(' ')
    expect(words).toMatch(
      /--enable-lora --max-loras 2 --max-lora-rank 64 --lora-modules a-\w{6}=\/.*\/a b-\w{6}=\/.*\/b --record/,
    )
    const answers = await Promise.all((await runs()).map(answersOf))
    expect(answers.flat().sort()).toEqual([
      expect.stringMatching(/^I am a-\w{6}$/),
      expect.stringMatching(/^I am b-\w{6}$/),
      expect.stringMatching(/^I am base-\w{6}$/),
    ])
    const versions = new Set((await runs()).map(({ manifest }) => manifest.model.version))
    expect(versions.size).toBe(3)
  })

  it('keep their server from look to look of a run that stops early', async () => {
    const { cwd, starts, path, stillRunning } = await workshop()
    await writeFile(
      join(cwd, 'r.jsonl'),
      replies(() => false),
    )
    const gate = ['--baseline', 'base=replay/r.jsonl', '--gate', '--early-stop']
    const args = ['run', 'wordproblems', '--model', './out/checkpoint-500', '--serve', 'vllm', ...gate, '--limit', '60']
    const { code, stderr } = await evalkit(args, { cwd, env: { PATH: path } })
    expect(code, stderr).toBe(10)
    expect(await starts()).toHaveLength(1)
    expect(await stillRunning()).toEqual([])
  })

  it('have a server for each GPU in the list, which share the requests', async () => {
    const { run, starts } = await workshop()
    const { code } = await run(['--model', './out/base', '--serve', 'vllm'], { CUDA_VISIBLE_DEVICES: '2,5' })
    expect(code).toBe(0)
    expect((await starts()).map(({ devices }) => devices).sort()).toEqual(['2', '5'])
  })
})

describe('a server that', () => {
  it('does not start is explained, and the other models are run', async () => {
    const { cwd, run, runs, stillRunning } = await workshop()
    await writeFile(
      join(cwd, 'r.jsonl'),
      replies(() => false),
    )
    const dies = command("--dies 'torch.OutOfMemoryError: CUDA out of memory.'")
    const { code, stderr } = await run(['--model', './tiny.gguf', '--model', 'replay/r.jsonl', '--serve', dies])
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /tiny: node ended \d s after its start: out of memory: "torch\.OutOfMemoryError: CUDA out of memory\."\. Its log: .*server\.log/,
    )
    expect(stderr).toContain('--max-model-len')
    const states = (await runs()).map(({ manifest }) => [manifest.model.label, manifest.status])
    expect(Object.fromEntries(states)).toMatchObject({ tiny: 'interrupted', r: 'complete' })
    expect(await stillRunning()).toEqual([])
  })

  it('crashes is started again, and nothing is lost', async () => {
    const { cwd, run, runs } = await workshop()
    const crashes = command('--crashes-after', '3', '--once', join(cwd, 'once'))
    const { code, stderr } = await run(['--model', './tiny.gguf', '--serve', crashes, '--max-connections', '1'])
    expect(stderr).toContain('Starting it again (1 of 3)')
    expect(code).toBe(0)
    expect((await runs())[0]?.summary).toMatchObject({ trials: 6, unscored: 0 })
  })

  it('crashes again and again is given up, with the finished part saved', async () => {
    const { run, runs, stillRunning } = await workshop()
    const { code, stderr } = await run([
      '--model',
      './tiny.gguf',
      '--serve',
      command('--crashes-after 2'),
      '--max-connections',
      '1',
    ])
    expect(code).toBe(3)
    expect(stderr).toContain('illegal memory access')
    expect((await runs())[0]?.summary?.trials).toBeGreaterThan(2)
    expect(await stillRunning()).toEqual([])
  })

  it('has no chat template is told by its refusal', async () => {
    const { run } = await workshop()
    const refuses = command("--refuses 'you must provide a chat template'")
    const { code, stderr } = await run(['--model', './tiny.gguf', '--serve', refuses])
    expect(code).toBe(2)
    expect(stderr).toMatch(/cannot be used: the checkpoint has no chat template/)
    expect(stderr).toContain('--api completions')
  })

  it('takes too long is given up', async () => {
    const { run, stillRunning } = await workshop()
    const args = ['--model', './tiny.gguf', '--serve', command('--loads 60000'), '--serve-timeout', '1']
    const { code, stderr } = await run(args)
    expect(code).toBe(3)
    expect(stderr).toMatch(/was not ready after 1 s/)
    expect(stderr).toContain('--serve-timeout')
    expect(await stillRunning()).toEqual([])
  })
})

describe('before anything is started, it is an error', () => {
  it.each<[string, string[], RegExp, RegExp?]>([
    [
      'no such program',
      ['--model', './tiny.gguf', '--serve', 'nothing --m {checkpoint} --port {port}'],
      /nothing cannot be started: it is not on the PATH/,
    ],
    [
      'a file that is no program',
      ['--model', './tiny.gguf', '--serve', './tiny.gguf {checkpoint} {port}'],
      /tiny\.gguf cannot be started: it is no program/,
      /chmod \+x/,
    ],
    ['an unknown preset', ['--model', './tiny.gguf', '--serve', 'vlm'], /no such preset/, /vllm/],
    ['a path that is not there', ['--model', './nowhere', '--serve', 'vllm'], /nowhere: there is no such checkpoint/],
    [
      'a name at the hub that is not in the cache',
      ['--model', 'org/model', '--serve', 'vllm'],
      /org\/model: there is no such checkpoint/,
      /hf download org\/model/,
    ],
    [
      'a folder of something else',
      ['--model', './bin', '--serve', 'vllm'],
      /bin: the checkpoint is incomplete|bin: no checkpoint/,
    ],
    [
      'a format that the server does not read',
      ['--model', './tiny.gguf', '--serve', 'transformers'],
      /transformers reads no GGUF files/,
      /llama-server/,
    ],
    [
      'a file without a chat template for a server that would take another',
      ['--model', './bare.gguf', '--serve', 'llama-server'],
      /bare\.gguf: the file has no chat template, and llama-server would use one of its own/,
      /--api completions.*--chat-template-file FILE/,
    ],
    [
      'weights for llama-server that are no GGUF file',
      ['--model', './out/base', '--serve', 'llama-server'],
      /llama-server reads no safetensors/,
      /convert_hf_to_gguf/,
    ],
    [
      'an adapter whose base is not here',
      ['--model', './adapter', '--serve', 'vllm'],
      /its base org\/base is not on this machine/,
      /--adapter-base/,
    ],
    [
      'an adapter for a server without adapters',
      ['--model', './adapter', '--serve', 'transformers', '--adapter-base', './out/base'],
      /evalkit serves no adapters with transformers/,
      /Merge/,
    ],
    ['GPUs that are none', ['--model', './out/base', '--serve', 'CUDA_VISIBLE_DEVICES=a vllm'], /"a" is no GPU/],
    [
      'a checkpoint without a server',
      ['--model', './tiny.gguf'],
      /a checkpoint requires a server/,
      /--serve vllm.*gguf\//,
    ],
    [
      'a batch',
      ['--model', './out/base', '--serve', 'vllm', '--batch'],
      /whose server has no batch API/,
      /Leave out --batch/,
    ],
    ['--serve without a checkpoint', ['--model', 'vllm/x', '--serve', 'vllm'], /none of these models is a checkpoint/],
  ])('%s', async (_, args, message, hint = /./) => {
    const { cwd, run, starts } = await workshop()
    await writeFiles(join(cwd, 'adapter'), adapterFiles(1))
    const { code, stderr } = await run(args)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(hint)
    expect(code).toBe(2)
    expect(await starts()).toEqual([])
  })

  it('a program of a preset that is not installed', async () => {
    const { cwd, run } = await workshop()
    await rm(join(cwd, 'bin/vllm'))
    const { stderr, code } = await run(['--model', './out/base', '--serve', 'vllm'], { PATH: join(cwd, 'bin') })
    expect(stderr).toContain('--serve vllm: vllm cannot be started: it is not on the PATH')
    expect(stderr).toContain('pip install vllm')
    expect(code).toBe(2)
  })
})

describe('plan and doctor', () => {
  it('say what would be started, and start nothing', async () => {
    const { cwd, starts, path } = await workshop()
    const args = [
      'plan',
      'wordproblems',
      '--baseline',
      './out/base',
      '--model',
      './out/checkpoint-500',
      '--serve',
      'vllm --dtype half',
    ]
    const { stdout, code } = await evalkit(args, { cwd, env: { PATH: path } })
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /starts for base: vllm serve \/.*\/out\/base --host 127\.0\.0\.1 --port PORT --served-model-name base-\w{6} --dtype half/,
    )
    expect(stdout).toMatch(/starts for checkpoint-500: vllm serve/)
    const { stdout: json } = await evalkit([...args, '--json'], { cwd, env: { PATH: path } })
    expect(JSON.parse(json).servers).toMatchObject([
      { models: ['base'], count: 1 },
      { models: ['checkpoint-500'], count: 1 },
    ])
    expect(await starts()).toEqual([])
  })

  it('check the checkpoints of the config', async () => {
    const { cwd, path } = await workshop()
    await writeFiles(cwd, {
      'evalkit.config.yaml':
        'models:\n  good: { checkpoint: out/base, serve: vllm }\n  bad: { checkpoint: out/base, serve: llama-server }\n',
    })
    const { stdout } = await evalkit(['doctor', '--json'], { cwd, env: { PATH: path } })
    const of = (name: string) => JSON.parse(stdout).checks.find((check: { name: string }) => check.name === name)
    expect(of('good')).toMatchObject({ status: 'ok', found: expect.stringContaining('can be served: vllm serve') })
    expect(of('bad')).toMatchObject({ status: 'problem', found: expect.stringContaining('reads no safetensors') })
  })
})
