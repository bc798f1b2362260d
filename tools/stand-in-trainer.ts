/**
 * Stands in for a trainer, for trying `evalkit watch`: writes checkpoints of a tiny model that gets better, each in pieces, and deletes
 * old ones.
 *
 *     node tools/stand-in-trainer.ts out --steps 20 --keep 3 --seconds 6
 *     npx evalkit watch out wordproblems --limit 40 --until 2000
 *
 * The checkpoints lie on the way from the demo's base model to its first fine-tune: all weights are mixed.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundledFile } from '../benchmarks/bundled.ts'
import { type GgufHead, readGguf } from '../harness/checkpoints/gguf-head.ts'

/** One for each number of a type in ggml that the models have. */
const ARRAYS = { 0: Float32Array, 1: Float16Array } as const

const PIECES = 10
const STEPS_BETWEEN = 100

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '20' },
    keep: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '6' },
  },
})
const [out = 'out'] = positionals
const [steps, keep, seconds] = [values.steps, values.keep, values.seconds].map(Number) as [number, number, number]

const [base, tuned] = await Promise.all(['tiny-base.gguf', 'tiny-sft-direct.gguf'].map(open))
if (base === undefined || tuned === undefined) throw new Error('the demo’s models are missing')
mkdirSync(out, { recursive: true })
for (let at = 1; at <= steps; at++) {
  await write(fileOf(at), mixed(base, tuned, at / steps))
  console.log(`wrote ${fileOf(at)}`)
  if (at > keep) rmSync(fileOf(at - keep), { force: true })
}

interface Weights {
  readonly bytes: Buffer
  readonly head: GgufHead
}

async function open(name: string): Promise<Weights> {
  const path = bundledFile(`wordproblems/${name}`)
  return { bytes: readFileSync(path), head: await readGguf(path) }
}

function fileOf(at: number): string {
  return join(out, `step-${at * STEPS_BETWEEN}.gguf`)
}

/** @param share of the second model, 0–1 */
function mixed(first: Weights, second: Weights, share: number): Buffer {
  const bytes = Buffer.from(first.bytes)
  for (const [index, { start, end, type }] of first.head.tensors.entries()) {
    const other = second.head.tensors[index]
    const Numbers = ARRAYS[type as keyof typeof ARRAYS]
    if (other === undefined || Numbers === undefined)
      throw new Error(`tensor ${index}: of type ${type}, or not in both`)
    const before = new Numbers(new Uint8Array(first.bytes.subarray(start, end)).buffer)
    const after = new Numbers(new Uint8Array(second.bytes.subarray(other.start, other.end)).buffer)
    const between = before.map((value, at) => (1 - share) * value + share * (after[at] ?? 0))
    bytes.set(new Uint8Array(between.buffer), start)
  }
  return bytes
}

async function write(path: string, bytes: Buffer): Promise<void> {
  const file = openSync(path, 'w')
  for (let piece = 0; piece < PIECES; piece++) {
    const [start, end] = [piece, piece + 1].map((one) => Math.floor((one * bytes.length) / PIECES)) as [number, number]
    writeSync(file, bytes, start, end - start)
    await sleep((1000 * seconds) / PIECES)
  }
  closeSync(file)
}
