/** Logs of Inspect, with invented questions. */
import { writeFile } from 'node:fs/promises'
import { crc32, zstdCompressSync } from 'node:zlib'
import { BlobWriter, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'

export const header = (more: object = {}) => ({
  version: 2,
  status: 'success',
  eval: {
    eval_id: 'e1',
    created: '2026-03-04T05:06:07+00:00',
    task: 'beads',
    task_version: 3,
    model: 'openai/acme/bead-7b',
    model_base_url: 'http://me:secret@127.0.0.1:1/v1',
    model_generate_config: { temperature: 0, max_tokens: 64 },
    dataset: { name: 'beads', sample_ids: ['a', 'b'] },
    config: { epochs: 1 },
    packages: { inspect_ai: '0.3.285' },
  },
  plan: { steps: [{ solver: 'generate', params: {} }], config: {} },
  results: {
    scores: [
      {
        name: 'match',
        scorer: 'match',
        metrics: { accuracy: { name: 'accuracy', value: 0.5 }, stderr: { name: 'stderr', value: 0.1 } },
      },
    ],
  },
  stats: { started_at: '2026-03-04T05:06:07+00:00', completed_at: '2026-03-04T05:06:09+00:00' },
  ...more,
})

export const sample = (id: string | number, value: unknown, more: object = {}) => ({
  id,
  epoch: 1,
  input: `How many beads are on string ${id} of the abacus?`,
  target: '7',
  messages: [
    { role: 'user', content: `How many beads are on string ${id} of the abacus?` },
    { role: 'assistant', content: 'There are 7.' },
  ],
  output: {
    model: 'bead-7b',
    choices: [{ message: { role: 'assistant', content: 'There are 7.' }, stop_reason: 'stop' }],
    completion: 'There are 7.',
    usage: { input_tokens: 9, output_tokens: 4 },
    time: 0.25,
  },
  scores: { match: { value, answer: '7' } },
  ...more,
})

type Method = 'deflate' | 'zstd' | 'zstd in frames'

/** @param files by name, as text or as a value for JSON */
export async function writeZip(
  path: string,
  files: Readonly<Record<string, unknown>>,
  method: Method = 'deflate',
): Promise<string> {
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false })
  for (const [name, value] of Object.entries(files)) {
    const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
    if (method === 'deflate') await zip.add(name, new Uint8ArrayReader(bytes))
    else {
      const half = Math.floor(bytes.length / 2)
      const frames = method === 'zstd' ? [bytes] : [bytes.subarray(0, half), bytes.subarray(half)]
      const packed = Buffer.concat(frames.map((frame) => zstdCompressSync(frame)))
      await zip.add(name, new Uint8ArrayReader(packed), {
        passThrough: true,
        compressionMethod: 93,
        uncompressedSize: bytes.length,
        signature: crc32(bytes),
      })
    }
  }
  await writeFile(path, Buffer.from(await (await zip.close()).arrayBuffer()))
  return path
}

export const archive = (samples: readonly { readonly id: unknown; readonly epoch: number }[], more?: object) => ({
  '_journal/start.json': header(),
  ...Object.fromEntries(samples.map((one) => [`samples/${one.id}_epoch_${one.epoch}.json`, one])),
  'header.json': header(more),
})
