import { appendFile, cp, mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { identifyCheckpoint, inspectCheckpoint, readCheckpoint } from '../../../harness/checkpoints/read-checkpoint.ts'
import { adapterFiles, fullModelFiles, gguf, safetensors, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const folderOf = async (files: Parameters<typeof writeFiles>[1], name = 'out/checkpoint-500') =>
  writeFiles(join(await temporaryFolder(), name), files)

const identityOf = async (path: string) => {
  const reading = await readCheckpoint(path)
  return reading.outcome === 'complete' ? reading.checkpoint.identity : reading
}

it('reads full weights in one file', async () => {
  const path = await folderOf(fullModelFiles(1))
  expect(await readCheckpoint(path)).toEqual({
    outcome: 'complete',
    checkpoint: {
      ...{ path, kind: 'full', step: 500, series: 'out' },
      bytes: (fullModelFiles(1)['model.safetensors'] as Buffer).length,
      identity: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
  })
})

it('reads full weights in shards', async () => {
  expect(await readCheckpoint(await folderOf(fullModelFiles(1, 3)))).toMatchObject({ outcome: 'complete' })
})

it('reads an adapter, with its base and its largest rank', async () => {
  const path = await folderOf(adapterFiles(1, { rank_pattern: { q_proj: 64 } }))
  expect(await readCheckpoint(path)).toMatchObject({
    checkpoint: { kind: 'adapter', base: 'org/base', rank: 64, method: 'LORA', step: 500 },
  })
})

it('reads an adapter beside its base’s config', async () => {
  const path = await folderOf({ ...adapterFiles(1), 'config.json': '{"model_type":"llama"}' })
  expect(await readCheckpoint(path)).toMatchObject({ checkpoint: { kind: 'adapter' } })
})

it('reads a GGUF file, and GGUF adapters', async () => {
  const folder = await folderOf(
    {
      'sft-step-100.gguf': gguf(1),
      'lora.gguf': gguf(1, 2, {
        'general.type': 'adapter',
        'adapter.type': 'lora',
        'general.base_model.0.name': 'Base',
      }),
    },
    'models',
  )
  const read = (name: string) => readCheckpoint(join(folder, name))
  expect(await read('sft-step-100.gguf')).toMatchObject({ checkpoint: { kind: 'gguf', step: 100, series: 'sft' } })
  expect(await read('lora.gguf')).toMatchObject({ checkpoint: { kind: 'adapter', method: 'LORA', base: 'Base' } })
})

it('reads a folder with one GGUF file, and none with several', async () => {
  const one = await folderOf({ 'model.gguf': gguf(1), 'config.json': '{}' }, 'out/checkpoint-500')
  expect(await readCheckpoint(one)).toMatchObject({
    checkpoint: { kind: 'gguf', path: join(one, 'model.gguf'), step: 500, series: 'out' },
  })
  const two = await folderOf({ 'q4.gguf': gguf(1), 'q8.gguf': gguf(2) })
  expect(await readCheckpoint(two)).toMatchObject({ outcome: 'foreign', reason: expect.stringContaining('q4.gguf') })
})

it('gives a GGUF file its sha256, as it has when it runs in this process', async () => {
  expect(await readCheckpoint(bundledFile('wordproblems/tiny-base.gguf'))).toMatchObject({
    checkpoint: { identity: 'sha256:91a4f2520120d27b19916b6d6b1ace9f1f3efeec3908ead650d1b7dbf9429bc0', bytes: 1846176 },
  })
})

it('requires all parts of a split GGUF file', async () => {
  const folder = await folderOf({ 'm-00001-of-00002.gguf': gguf(1) })
  const first = join(folder, 'm-00001-of-00002.gguf')
  expect(await readCheckpoint(first)).toMatchObject({
    outcome: 'incomplete',
    reason: 'm-00002-of-00002.gguf is missing',
  })
  await writeFile(join(folder, 'm-00002-of-00002.gguf'), gguf(2))
  expect(await readCheckpoint(first)).toMatchObject({ outcome: 'complete' })
})

it('finds weights in a subfolder, as verl writes them', async () => {
  const path = await folderOf(fullModelFiles(1), 'grpo/global_step_20/actor/huggingface')
  expect(await readCheckpoint(join(path, '../..'))).toMatchObject({ checkpoint: { path, step: 20, series: 'grpo' } })
})

it('takes the step from trainer_state.json where the name has none', async () => {
  const path = await folderOf({ ...fullModelFiles(1), 'trainer_state.json': '{"global_step": 1200}' }, 'out')
  expect(await readCheckpoint(path)).toMatchObject({ checkpoint: { step: 1200, series: 'out' } })
  await writeFile(join(path, 'trainer_state.json'), '{"global_st')
  expect(await readCheckpoint(path)).not.toHaveProperty('checkpoint.step')
})

/** Every way in which a checkpoint is being written: each file absent, empty, and cut at some places. */
it.each([
  ['one file', fullModelFiles(1)],
  ['shards', fullModelFiles(1, 3)],
  ['an adapter', adapterFiles(1)],
])('takes no half-written checkpoint for a complete one: %s', async (_, files) => {
  const path = await folderOf(files)
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as string)
    for (const length of [0, 4, 8, 9, bytes.length >> 1, bytes.length - 1]) {
      await writeFile(join(path, name), bytes.subarray(0, length))
      expect(await readCheckpoint(path), `${name} cut to ${length} bytes`).toMatchObject({ outcome: 'incomplete' })
    }
    await rm(join(path, name))
    expect(await readCheckpoint(path), `without ${name}`).toMatchObject({ outcome: 'incomplete' })
    await writeFile(join(path, name), content)
  }
  expect(await readCheckpoint(path)).toMatchObject({ outcome: 'complete' })
})

it('takes no half-written GGUF file for a complete one, wherever it is cut', async () => {
  const path = join(await folderOf({ 'm.gguf': gguf(1) }), 'm.gguf')
  for (let { length } = gguf(1); length-- > 5; ) {
    await truncate(path, length)
    expect(await readCheckpoint(path), `cut to ${length} bytes`).toMatchObject({ outcome: 'incomplete' })
  }
})

it('takes room that was reserved for a file for no file', async () => {
  const { length } = fullModelFiles(1)['model.safetensors'] as Buffer
  const path = await folderOf({
    ...fullModelFiles(1),
    'model.safetensors': Buffer.alloc(length),
    'm.gguf': Buffer.alloc(900),
  })
  expect(await readCheckpoint(path)).toMatchObject({ outcome: 'incomplete' })
  expect(await readCheckpoint(join(path, 'm.gguf'))).toMatchObject({ outcome: 'incomplete' })
})

it.each([
  [
    'a shard is missing',
    { 'model-00002-of-00003.safetensors': undefined },
    /^model-00002-of-00003.safetensors of 3 shards/,
  ],
  ['the index is missing', { 'model.safetensors.index.json': undefined }, /without model.safetensors.index.json$/],
  [
    'a shard is of another save',
    { 'model-00002-of-00003.safetensors': safetensors({ other: Buffer.alloc(9) }) },
    /lacks layer.2, which model.safetensors.index.json places there$/,
  ],
  [
    'a shard is longer',
    { 'model-00001-of-00003.safetensors': Buffer.concat([safetensors({ a: Buffer.alloc(9) }), Buffer.from('x')]) },
    /1 more than/,
  ],
])('says what is missing: %s', async (_, change, reason) => {
  const files = Object.entries({ ...fullModelFiles(1, 3), ...change }).filter(
    (one): one is [string, Buffer] => one[1] !== undefined,
  )
  expect(await readCheckpoint(await folderOf(Object.fromEntries(files)))).toMatchObject({
    outcome: 'incomplete',
    reason: expect.stringMatching(reason),
  })
})

it('reads no file outside of the folder, whatever the index says', async () => {
  const path = await folderOf(fullModelFiles(1), 'other')
  const index = JSON.stringify({ weight_map: { 'layer.1': '../other/model.safetensors' } })
  await writeFiles(join(path, '../mine'), { ...fullModelFiles(1, 2), 'model.safetensors.index.json': index })
  expect(await readCheckpoint(join(path, '../mine'))).toMatchObject({ outcome: 'incomplete' })
})

it.each([
  ['pytorch_model.bin', /safetensors \(save_safetensors: true\)/],
  ['pytorch_model-00001-of-00002.bin', /save_safetensors/],
  ['zero_pp_rank_0_mp_rank_00_model_states.pt', /DeepSpeed/],
  ['__0_0.distcp', /distributed checkpoint/],
  ['model_optim_rng.pt', /Megatron/],
  ['model.ckpt', /Convert it/],
])('names a format that is not served, and what to do: %s', async (name, remedy) => {
  const reading = { outcome: 'foreign', reason: expect.stringMatching(remedy) }
  expect(await readCheckpoint(await folderOf({ 'config.json': '{"model_type":"llama"}', [name]: 'x' }))).toMatchObject(
    reading,
  )
  expect(await readCheckpoint(join(await folderOf({ [name]: 'x' }, 'checkpoint-5/global_step5'), '..'))).toMatchObject(
    reading,
  )
})

it('does not take the trainer’s own state for weights', async () => {
  const path = await folderOf({
    'optimizer.pt': 'x',
    'scheduler.pt': 'x',
    'rng_state_0.pth': 'x',
    'training_args.bin': 'x',
  })
  expect(await readCheckpoint(path)).toMatchObject({ outcome: 'incomplete' })
})

it.each([
  ['a folder of checkpoints', 'out', /Name one: .*checkpoint-500$/],
  ['a file', 'out/notes.txt', /^it is neither a folder nor a GGUF file/],
  ['text', 'out/text.gguf', /^text.gguf is not a GGUF file/],
])('names what is no checkpoint: %s', async (_, name, reason) => {
  const root = join(await folderOf(fullModelFiles(1)), '../..')
  await writeFiles(join(root, 'out'), { 'notes.txt': 'x', 'text.gguf': 'some text' })
  expect(await readCheckpoint(join(root, name))).toMatchObject({
    outcome: 'foreign',
    reason: expect.stringMatching(reason),
  })
})

it('calls what is not there vanished', async () => {
  expect(await readCheckpoint(join(await temporaryFolder(), 'checkpoint-5'))).toMatchObject({ outcome: 'vanished' })
})

it('calls a checkpoint vanished that is deleted while it is hashed', async () => {
  const path = await folderOf(fullModelFiles(1))
  const inspected = await inspectCheckpoint(path)
  if (inspected.outcome !== 'whole') throw new Error(inspected.outcome)
  await rm(path, { recursive: true })
  expect(await identifyCheckpoint(inspected)).toEqual({ outcome: 'vanished', path })
})

it('does not identify what changes while it is hashed', async () => {
  const path = await folderOf(fullModelFiles(1))
  const inspected = await inspectCheckpoint(path)
  if (inspected.outcome !== 'whole') throw new Error(inspected.outcome)
  await appendFile(join(path, 'tokenizer.json'), ' ')
  expect(await identifyCheckpoint(inspected)).toMatchObject({
    outcome: 'incomplete',
    reason: 'it changed while it was read',
  })
})

it('gives equal copies one identity, and checkpoints of one training run different ones', async () => {
  const [one, other] = [await folderOf(fullModelFiles(1)), await folderOf(fullModelFiles(2))]
  const copy = join(await temporaryFolder(), 'final')
  await cp(one, copy, { recursive: true })
  await mkdir(join(copy, 'runs'))
  await writeFile(join(copy, 'trainer_state.json'), '{"global_step": 900}')
  expect(await identityOf(copy)).toBe(await identityOf(one))
  expect(await identityOf(other)).not.toBe(await identityOf(one))
})

it('tells a changed chat template from the same weights', async () => {
  const [plain, other] = [
    await folderOf(fullModelFiles(1)),
    await folderOf({ ...fullModelFiles(1), 'chat_template.jinja': 'x' }),
  ]
  expect(await identityOf(other)).not.toBe(await identityOf(plain))
})
