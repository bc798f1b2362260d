/** Servers that models share and take turns with. The servers are programs of their own. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openModel } from '../../../../harness/models/open.ts'
import { checkpointSpec } from '../../../../harness/models/serve/checkpoint-spec.ts'
import { Fleet } from '../../../../harness/models/serve/fleet.ts'
import { ModelError } from '../../../../results/errors.ts'
import { adapterFiles, fullModelFiles, writeFiles } from '../../../helpers/checkpoint-files.ts'
import { FAKE_SERVER, RUN_FAKE_SERVER } from '../../../helpers/fake-server.ts'
import { processesWith } from '../../../helpers/processes.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

/** A folder with a base and two adapters of it, a fleet, and vLLM's stand-in on the PATH. */
async function workshop(flags: readonly string[] = []) {
  const folder = await temporaryFolder()
  const base = await writeFiles(join(folder, 'base'), fullModelFiles(1))
  await writeFiles(join(folder, 'other'), fullModelFiles(2))
  for (const [name, r] of [
    ['a', 8],
    ['b', 16],
  ] as const) {
    await writeFiles(join(folder, name), adapterFiles(r, { base_model_name_or_path: base, r }))
  }
  const started = join(folder, 'started.jsonl')
  const notes: string[] = []
  const fleet = new Fleet({ onProgress: (note) => notes.push(note), timeoutMs: 20_000, graceMs: 2000 })
  onTestFinished(() => fleet[Symbol.asyncDispose]())
  const line = (more: string) =>
    `${RUN_FAKE_SERVER} --m {checkpoint} --port {port} --name {name} --record ${started} ${more}`
  const preset = await writeFiles(join(folder, 'bin'), {
    vllm: `#!/bin/sh\nexec ${RUN_FAKE_SERVER} "$@" --record ${started} ${flags.join(' ')}\n`,
  })
  const { chmod } = await import('node:fs/promises')
  await chmod(join(preset, 'vllm'), 0o755)
  const serve = `PATH='${preset}:${process.env.PATH}' vllm`
  const open = (name: string, how = serve, options: { stop?: AbortSignal } = {}) =>
    openModel(checkpointSpec(join(folder, name), { serve: how }), { api: 'chat', fleet, ...options })
  const starts = async () => (await readFile(started, 'utf8').catch(() => '')).split('\n').length - 1
  return { folder, fleet, notes, open, line, starts }
}

const request = {
  prompt: [{ role: 'user' as const, content: 'Hi' }],
  generation: {},
  trial: { sampleId: 'x', repeat: 1, turn: 1 },
}

describe('an adapter that comes after the start', () => {
  it('is loaded into the server that runs', async () => {
    const { open, starts } = await workshop()
    const first = await open('a')
    expect((await first.complete(request)).text).toMatch(/^I am a-/)
    const second = await open('b')
    const replies = await Promise.all([second.complete(request), second.complete(request), first.complete(request)])
    expect(replies.map(({ text }) => text[5])).toEqual(['b', 'b', 'a'])
    expect(await starts()).toBe(1)
  })

  it('has the server started again where it cannot be', async () => {
    const { open, starts } = await workshop(['--loads-nothing'])
    const first = await open('a')
    await first.complete(request)
    const second = await open('b')
    expect((await second.complete(request)).text).toMatch(/^I am b-/)
    expect((await first.complete(request)).text).toMatch(/^I am a-/)
    expect(await starts()).toBe(2)
  })
})

describe('two checkpoints on the same GPUs', () => {
  it('take turns: an idle server is stopped before another starts', async () => {
    const { folder, open, starts } = await workshop()
    const [first, second] = [await open('base'), await open('other')]
    await first.complete(request)
    await second.complete(request)
    expect(await processesWith(FAKE_SERVER, join(folder, 'base'))).toEqual([])
    expect(await processesWith(FAKE_SERVER, join(folder, 'other'))).toHaveLength(1)
    await first.complete(request)
    expect(await starts()).toBe(3)
  })

  it('run side by side on GPUs of their own', async () => {
    const { folder, open, line } = await workshop()
    const [first, second] = [
      await open('base', `CUDA_VISIBLE_DEVICES=0 ${line('')}`),
      await open('other', `CUDA_VISIBLE_DEVICES=1 ${line('')}`),
    ]
    await Promise.all([first.complete(request), second.complete(request)])
    expect(await processesWith(FAKE_SERVER, join(folder, 'base'))).toHaveLength(1)
    expect(await processesWith(FAKE_SERVER, join(folder, 'other'))).toHaveLength(1)
    expect([first.engine?.devices, second.engine?.devices]).toEqual([['0'], ['1']])
  })
})

describe('a server', () => {
  it('gets another port where its own was taken meanwhile', async () => {
    const { folder, open, line, starts } = await workshop()
    const model = await open('base', line(`--port-taken ${join(folder, 'taken')}`))
    expect((await model.complete(request)).text).toMatch(/^I am base-/)
    expect(await starts()).toBe(2)
  })

  it('that died is not started again for each request', async () => {
    const { open, line, starts } = await workshop()
    const model = await open('base', line("--dies 'RuntimeError: No CUDA GPUs are available'"))
    const failures = await Promise.allSettled(Array.from({ length: 5 }, () => model.complete(request)))
    for (const { reason } of failures as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(ModelError)
      expect(reason).toMatchObject({ fatal: true, retryable: false, hint: expect.stringContaining('nvidia-smi') })
    }
    expect(await starts()).toBe(1)
  })

  it('that gives no log-likelihoods ends the run that measures them, and no other', async () => {
    const { open } = await workshop()
    const model = await open('base')
    const measuring = { ...request, prompt: 'Two and two are', continuations: [' four', ' five'] }
    await expect(model.complete(measuring)).rejects.toMatchObject({ name: 'ModelError', fatal: true })
    expect((await model.complete(request)).text).toMatch(/^I am base-/)
  })

  it('whose checkpoint the trainer deleted says so', async () => {
    const { folder, open } = await workshop()
    const model = await open('base', `sh -c 'rm -r "$0"; exit 1' {checkpoint} {port}`)
    await expect(model.complete(request)).rejects.toThrow(/the checkpoint was deleted while it was served/)
    await rm(join(folder, 'base'), { recursive: true, force: true })
  })

  it('is not waited for once the command stops', async () => {
    const { open, line, folder } = await workshop()
    const stop = new AbortController()
    const model = await open('base', line('--loads 60000'), { stop: stop.signal })
    const reply = model.complete(request)
    setTimeout(() => stop.abort(), 300)
    await expect(reply).rejects.toThrow(/stopped/)
    expect(await processesWith(FAKE_SERVER, join(folder, 'base'))).toEqual([])
  })
})
