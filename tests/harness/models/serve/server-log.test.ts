import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ServerLog } from '../../../../harness/models/serve/server-log.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

async function logWith(text: string, from?: number) {
  const path = join(await temporaryFolder(), 'server.log')
  await writeFile(path, text)
  return { path, log: new ServerLog(path, from) }
}

describe('what a server is doing', () => {
  it.each([
    ['', 'starting'],
    ['INFO: Started server process [1]\n', 'starting'],
    ['INFO Starting to load model /out/checkpoint-500...\n', 'loading weights'],
    ['Loading safetensors checkpoint shards:   0%\rLoading safetensors checkpoint shards:  25%', 'loading weights'],
    ['load_tensors: loading model tensors, this can take a while...\n', 'loading weights'],
    ['Loading safetensors checkpoint shards: 100%\nINFO Dynamo bytecode transform time: 5 s\n', 'compiling'],
    ['INFO GPU KV cache size: 1,000 tokens\nCapturing CUDA graphs:  10%\n', 'capturing CUDA graphs'],
    ['INFO Fetching 3 files: 0%\n', 'downloading'],
    ['WARNING Enforce eager set, disabling torch.compile, CUDAGraphs, and JIT kernel warmup.\n', 'starting'],
    [
      "INFO Initializing a V1 LLM engine with config: compilation_config={'cudagraph_mode': 0}, kv_cache_dtype=auto\n",
      'starting',
    ],
    ['main: warming up the model with an empty run\n', 'warming up'],
  ])('is told by %j: %s', async (text, phase) => expect((await logWith(text)).log.phase()).toBe(phase))
})

it('a log that is not there yet is empty', async () => {
  const log = new ServerLog(join(await temporaryFolder(), 'server.log'))
  expect([log.lines(), log.phase()]).toEqual([[], 'starting'])
})

it('a log begins where the server before ended', async () => {
  const before = 'torch.OutOfMemoryError: CUDA out of memory\n'
  const { path, log } = await logWith(before, before.length)
  expect(log.lines()).toEqual([])
  await appendFile(path, 'one\r\n\ntwo')
  expect(log.lines()).toEqual(['one', 'two'])
  await appendFile(path, ' three\n')
  expect(log.lines()).toEqual(['one', 'two three'])
})

it('of a long log the end is kept', async () => {
  const { log } = await logWith(`${'x'.repeat(300_000)}\nlast\n`)
  const lines = log.lines()
  expect(lines.at(-1)).toBe('last')
  expect(lines[0]?.length).toBeLessThan(70_000)
})
