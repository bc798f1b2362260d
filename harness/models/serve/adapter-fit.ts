/** Checks by the shapes of their tensors that an adapter belongs to its base. */
import { UsageError } from '../../../results/errors.ts'
import type { CheckpointFacts } from '../../checkpoints/checkpoint.ts'
import { listFolder } from '../../checkpoints/files.ts'
import { readGguf } from '../../checkpoints/gguf-head.ts'
import { isGgufPath } from '../../checkpoints/names.ts'
import { headOf, readJson, readWeights } from '../../checkpoints/weights-folder.ts'

type Shapes = ReadonlyMap<string, readonly number[]>

/** A module that an adapter changes, with the sizes of its input and output. */
interface Changed {
  /** The tensor of the base. */
  readonly tensor: string
  readonly from: number
  readonly to: number
}

/**
 * Compares each pair A (rank × input) and B (output × rank) with the weight that it changes. Names that the base does not have are left
 * to the server, unless the base has some of them.
 *
 * @throws UsageError when the adapter is of another base
 */
export async function requireFit(adapter: CheckpointFacts, base: CheckpointFacts): Promise<void> {
  const isGguf = isGgufPath(adapter.path)
  if (isGguf !== isGgufPath(base.path)) {
    throw new UsageError(`${adapter.path}: the adapter and its base ${base.path} have two formats`, {
      hint: 'Both are folders of safetensors, or both are GGUF files.',
    })
  }
  const [changed, weights] = isGguf
    ? [await changedByGguf(adapter.path), await ggufShapes(base.path)]
    : [await changedBy(adapter.path), await shapesOf(base.path)]
  if (weights === undefined || !changed.some(({ tensor }) => weights.has(tensor))) return
  for (const { tensor, from, to } of changed) {
    const shape = weights.get(tensor)
    if (shape === undefined) throw otherBase(adapter, base, `it has no ${tensor}`)
    const [output, input] = shape
    if (input === from && output === to) continue
    throw otherBase(
      adapter,
      base,
      `its ${tensor} is ${output} × ${input}, and the adapter changes one of ${to} × ${from}`,
    )
  }
}

function otherBase({ path, base: named }: CheckpointFacts, { path: base }: CheckpointFacts, why: string): UsageError {
  return new UsageError(`${path}: the adapter does not fit the base ${base}: ${why}`, {
    hint: `Name the base that it was trained on with --adapter-base PATH${named === undefined ? '' : `; its settings say ${named}`}.`,
  })
}

/** PEFT's names: `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`. */
const PEFT = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/

async function changedBy(path: string): Promise<Changed[]> {
  const folder = await listFolder(path)
  const shapes = shapesIn((await headOf(folder, 'adapter_model.safetensors')).header)
  return pairs(
    shapes,
    PEFT,
    (tensor) => `${tensor}.weight`,
    ([rank, from], [to]) => ({ rank, from, to }),
  )
}

/** llama.cpp's names: `blk.0.attn_q.weight.lora_a`. Sizes are in the order of ggml, the input first. */
const GGUF = /^(.+)\.lora_([ab])$/

async function changedByGguf(path: string): Promise<Changed[]> {
  const shapes = new Map((await readGguf(path)).tensors.map(({ name, dimensions }) => [name, dimensions]))
  return pairs(
    shapes,
    GGUF,
    (tensor) => tensor,
    ([from, rank], [, to]) => ({ rank, from, to }),
  )
}

function pairs(
  shapes: Shapes,
  names: RegExp,
  tensorOf: (module: string) => string,
  sizesOf: (a: readonly number[], b: readonly number[]) => { from?: number | undefined; to?: number | undefined },
): Changed[] {
  return [...shapes].flatMap(([name, a]) => {
    const [, module, letter] = names.exec(name) ?? []
    if (module === undefined || letter?.toLowerCase() !== 'a' || a.length !== 2) return []
    const b = shapes.get(name.replace(/lora_([Aa])(?=\.weight$|$)/, (_, one) => (one === 'A' ? 'lora_B' : 'lora_b')))
    if (b?.length !== 2) return []
    const { from = 0, to = 0 } = sizesOf(a, b)
    return [{ tensor: tensorOf(module), from, to }]
  })
}

/** @returns undefined for quantized weights, whose shapes are those of packed numbers */
async function shapesOf(path: string): Promise<Shapes | undefined> {
  const folder = await listFolder(path)
  if ((await readJson(folder, 'config.json')).quantization_config !== undefined) return undefined
  const heads = await readWeights(folder)
  return new Map(heads.flatMap(({ header }) => [...shapesIn(header)]))
}

/** Of a GGUF file, in the order of safetensors: the output first. */
async function ggufShapes(path: string): Promise<Shapes> {
  return new Map((await readGguf(path)).tensors.map(({ name, dimensions }) => [name, dimensions.toReversed()]))
}

function shapesIn(header: Buffer): Map<string, readonly number[]> {
  const tensors: Record<string, { shape?: readonly number[] }> = JSON.parse(header.toString('utf8'))
  return new Map(Object.entries(tensors).flatMap(([name, { shape }]) => (shape === undefined ? [] : [[name, shape]])))
}
