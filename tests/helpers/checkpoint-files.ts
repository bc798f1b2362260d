/** Writes small checkpoints in the formats of trainers: safetensors folders, adapters and GGUF files. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** @param tensors name → bytes, one after the other in the file */
export function safetensors(tensors: Readonly<Record<string, Buffer>>): Buffer {
  let end = 0
  const places = Object.entries(tensors).map(([name, { length }]) => {
    const start = end
    end += length
    return [name, { dtype: 'U8', shape: [length], data_offsets: [start, end] }]
  })
  const header = Buffer.from(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(places) }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, ...Object.values(tensors)])
}

/** A GGUF file of F16 tensors with 32 weights each. @param weight fills them; equal weights, equal files */
export function gguf(weight: number, tensors = 2, metadata: Readonly<Record<string, string>> = {}): Buffer {
  const text = (value: string) => Buffer.concat([u64(value.length), Buffer.from(value)])
  const values = { 'general.architecture': 'llama', ...metadata }
  const words = Buffer.concat([u32(9), u32(8), u64(2), text('first'), text('second')])
  const head = Buffer.concat([
    ...[Buffer.from('GGUF'), u32(3), u64(tensors), u64(Object.keys(values).length + 2)],
    ...Object.entries(values).flatMap(([key, value]) => [text(key), u32(8), text(value)]),
    ...[text('tokenizer.ggml.tokens'), words],
    ...[text('general.alignment'), u32(4), u32(64)],
    ...Array.from({ length: tensors }, (_, index) =>
      Buffer.concat([text(`blk.${index}`), u32(2), u64(8), u64(4), u32(1), u64(64 * index)]),
    ),
  ])
  const padding = Buffer.alloc((64 - (head.length % 64)) % 64)
  return Buffer.concat([head, padding, Buffer.alloc(64 * tensors, weight)])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** The files of full weights. @param weight fills the tensors @param shards more than one: with an index */
export function fullModelFiles(weight: number, shards = 1): Record<string, Buffer | string> {
  const tensor = (index: number) => ({ [`layer.${index}`]: Buffer.alloc(48, weight + index) })
  const name = (index: number) => `model-0000${index}-of-0000${shards}.safetensors`
  const numbers = Array.from({ length: shards }, (_, index) => index + 1)
  const weights =
    shards === 1
      ? { 'model.safetensors': safetensors({ ...tensor(1), ...tensor(2) }) }
      : {
          ...Object.fromEntries(numbers.map((index) => [name(index), safetensors(tensor(index))])),
          'model.safetensors.index.json': JSON.stringify({
            metadata: {},
            weight_map: Object.fromEntries(numbers.map((index) => [`layer.${index}`, name(index)])),
          }),
        }
  return { 'config.json': '{"model_type":"llama"}', ...weights, 'tokenizer.json': '{"model":{}}' }
}

export const adapterFiles = (weight: number, config: object = {}): Record<string, Buffer | string> => ({
  'adapter_config.json': JSON.stringify({ peft_type: 'LORA', base_model_name_or_path: 'org/base', r: 16, ...config }),
  'adapter_model.safetensors': safetensors({ 'layer.lora_A': Buffer.alloc(32, weight) }),
})

/** @returns the folder */
export async function writeFiles(folder: string, files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}
