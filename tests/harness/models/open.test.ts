import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openModel } from '../../../harness/models/open.ts'
import { parseModelSpec } from '../../../harness/models/spec.ts'
import { type FakeAnswer, fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const ASK = {
  prompt: [{ role: 'user' as const, content: 'hi' }],
  generation: {},
  trial: { sampleId: 'test/0', repeat: 1, turn: 1 },
}
/** Sleeps as short as a retry can. */
const QUICK = { firstDelayMs: 1 }

async function open(spec: string, options: Partial<Parameters<typeof openModel>[1]> = {}) {
  const model = await openModel(parseModelSpec(spec), { api: 'chat', env: {}, ...QUICK, ...options })
  onTestFinished(async () => model.close?.())
  return model
}

describe('an opened model', () => {
  it('says who it is, without a key', async () => {
    const model = await open('sft=vllm/org/m@http://localhost:1/v1', {
      version: 'step-100',
      env: { EVALKIT_API_KEY: 'sk-1' },
    })
    expect(model.facts).toEqual({
      label: 'sft',
      provider: 'vllm',
      name: 'org/m',
      api: 'chat',
      endpoint: 'http://localhost:1/v1',
      version: 'step-100',
    })
  })

  it('asks again by itself', async () => {
    const server = await fakeOpenAi((_request, call): FakeAnswer => (call < 3 ? status(503, 'busy') : 'hello'))
    expect(await (await open(`openai/m@${server.url}`)).complete(ASK)).toMatchObject({ text: 'hello', tries: 3 })
  })

  it('asks again at another address when one fails', async () => {
    const sick = await fakeOpenAi(status(500, 'sick'))
    const well = await fakeOpenAi('hello')
    const model = await open(`openai/m@${sick.url},${well.url}`, { maxRetries: 20 })
    const replies = await Promise.all(Array.from({ length: 8 }, () => model.complete(ASK)))
    expect(replies.map(({ text }) => text)).toEqual(Array(8).fill('hello'))
  })

  it('may be a file of answers', async () => {
    const path = join(await temporaryFolder(), 'a.jsonl')
    await writeFile(path, '{"id": "test/0", "completion": "from the file"}\n')
    expect(await (await open(`replay/${path}`)).complete(ASK)).toEqual({ text: 'from the file', finishReason: 'stop' })
  })

  it('needs its key before anything else', async () => {
    await expect(open('openai/m')).rejects.toMatchObject({ name: 'UsageError', exitCode: 2 })
  })
})
