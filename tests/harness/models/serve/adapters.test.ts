import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CheckpointFacts } from '../../../../harness/checkpoints/checkpoint.ts'
import { requireFit } from '../../../../harness/models/serve/adapter-fit.ts'
import { findBase } from '../../../../harness/models/serve/find-base.ts'
import { cachedModel } from '../../../../harness/models/serve/hub-cache.ts'
import { parseServe } from '../../../../harness/models/serve/serve-spec.ts'
import { readServed } from '../../../../harness/models/serve/served-checkpoint.ts'
import { adapterFiles, fullModelFiles, gguf, writeFiles } from '../../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const adapter = (path: string, base?: string): CheckpointFacts => ({
  path,
  kind: 'adapter',
  bytes: 1,
  ...(base !== undefined && { base }),
})

describe('the base of an adapter', () => {
  it('is the one named by the user, before all others', async () => {
    const folder = await temporaryFolder()
    expect(findBase(adapter('/a', '/nowhere'), { base: folder, others: [] })).toBe(folder)
    expect(() => findBase(adapter('/a', folder), { base: '/nowhere', others: [] })).toThrow('--adapter-base /nowhere')
  })

  it('is the path in its settings, from the working folder or from the adapter', async () => {
    const folder = await temporaryFolder()
    const base = `base-${basename(folder)}` // a name that nothing beside the working folder has
    await mkdir(join(folder, 'run/checkpoint-1'), { recursive: true })
    await mkdir(join(folder, base))
    const inRun = adapter(join(folder, 'run/checkpoint-1'), `../../${base}`)
    expect(findBase(adapter('/a', join(folder, base)), { others: [] })).toBe(join(folder, base))
    expect(findBase(inRun, { others: [] })).toBe(join(folder, base))
  })

  it('is another model of the command with the name of its folder, where the path is that of another machine', () => {
    expect(findBase(adapter('/a', '/data/models/Qwen-0.5B'), { others: ['./x', './qwen-0.5b'] })).toBe('./qwen-0.5b')
    expect(() => findBase(adapter('/a', '/data/models/other'), { others: ['./x'] })).toThrow(/is not on this machine/)
  })

  it('is the only other model in its format, where it names none', () => {
    expect(findBase(adapter('/a.gguf'), { others: ['./x', './b.gguf'] })).toBe('./b.gguf')
    expect(() => findBase(adapter('/a.gguf'), { others: ['./b.gguf', './c.gguf'] })).toThrow(/does not name its base/)
  })
})

describe('the cache of Hugging Face', () => {
  it('has the snapshot of the main branch', async () => {
    const hub = await temporaryFolder()
    const model = join(hub, 'models--org--name')
    await writeFiles(join(model, 'refs'), { main: 'c0ffee\n' })
    await mkdir(join(model, 'snapshots/c0ffee'), { recursive: true })
    expect(cachedModel('org/name', { HF_HUB_CACHE: hub })).toBe(join(model, 'snapshots/c0ffee'))
    expect(cachedModel('org/other', { HF_HUB_CACHE: hub })).toBeUndefined()
    expect(cachedModel('../x', { HF_HUB_CACHE: hub })).toBeUndefined()
    expect(cachedModel('org/name', { HF_HOME: hub, HOME: hub })).toBeUndefined()
  })
})

/** A safetensors file of F16 zeros. */
function weights(shapes: Readonly<Record<string, readonly number[]>>): Buffer {
  let end = 0
  const places = Object.entries(shapes).map(([name, shape]) => {
    const start = end
    end += 2 * shape.reduce((product, size) => product * size, 1)
    return [name, { dtype: 'F16', shape, data_offsets: [start, end] }]
  })
  const header = Buffer.from(JSON.stringify(Object.fromEntries(places)))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, Buffer.alloc(end)])
}

const Q = 'model.layers.0.self_attn.q_proj'
const lora = (module: string, [output, input]: readonly [number, number], rank = 4) => ({
  [`base_model.model.${module}.lora_A.weight`]: [rank, input],
  [`base_model.model.${module}.lora_B.weight`]: [output, rank],
})

async function pair(shapes: Record<string, readonly number[]>, config: object = {}) {
  const folder = await temporaryFolder()
  const base = await writeFiles(join(folder, 'base'), {
    ...fullModelFiles(1),
    'config.json': JSON.stringify({ model_type: 'llama', ...config }),
    'model.safetensors': weights({ [`${Q}.weight`]: [8, 16], 'model.norm.weight': [16] }),
  })
  const path = await writeFiles(join(folder, 'adapter'), {
    ...adapterFiles(1, { base_model_name_or_path: base }),
    'adapter_model.safetensors': weights(shapes),
  })
  return requireFit(adapter(path, base), { path: base, kind: 'full', bytes: 1 })
}

describe('an adapter fits', () => {
  it('a base whose weights have its sizes', () => expect(pair(lora(Q, [8, 16]))).resolves.toBeUndefined())

  it('no base with other sizes, or with fewer layers', async () => {
    await expect(pair(lora(Q, [8, 32]))).rejects.toThrow(
      /its .*q_proj\.weight is 8 × 16, and the adapter changes one of 8 × 32/,
    )
    const deeper = lora('model.layers.9.self_attn.q_proj', [8, 16])
    await expect(pair({ ...lora(Q, [8, 16]), ...deeper })).rejects.toThrow(/it has no model\.layers\.9/)
  })

  it('as far as can be told of packed weights and of names that the base does not know', async () => {
    await expect(pair(lora(Q, [8, 32]), { quantization_config: {} })).resolves.toBeUndefined()
    await expect(pair(lora('transformer.h.0.attn', [8, 32]))).resolves.toBeUndefined()
  })

  it('a base in its own format alone', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.gguf'), gguf(1))
    const base = { path: folder, kind: 'full', bytes: 1 } as const
    await expect(requireFit(adapter(join(folder, 'a.gguf')), base)).rejects.toThrow(/have two formats/)
  })
})

describe('the version of an adapter', () => {
  it('covers the adapter and its base', async () => {
    const folder = await temporaryFolder()
    const write = async (a: number, b: number) => {
      const base = await writeFiles(join(folder, 'base'), fullModelFiles(b))
      await writeFiles(join(folder, 'a'), adapterFiles(a, { base_model_name_or_path: base }))
      return (await readServed('a', join(folder, 'a'), { how: parseServe('vllm'), others: [] })).version
    }
    const versions = [await write(1, 1), await write(1, 2), await write(2, 2)]
    expect(new Set(versions).size).toBe(3)
    expect(await write(1, 1)).toBe(versions[0])
  })
})
