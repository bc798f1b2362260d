import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { servedInfo } from '../../../../harness/models/openai/served-info.ts'
import { serve } from '../../../helpers/file-server.ts'

/** A server with an answer for each path; 404 for any other. */
async function infoOf(pages: Readonly<Record<string, object>>, model = 'sft') {
  const asked: string[] = []
  const origin = await serve((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const page = pages[path]
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
  })
  const endpoint = { url: `${origin}/v1`, headers: {} } as Parameters<typeof servedInfo>[0]['endpoint']
  return { info: await servedInfo({ endpoint, model, api: 'chat' } as Parameters<typeof servedInfo>[0]), asked }
}

it('takes the weights that vLLM lists for the model asked, and asks for nothing else', async () => {
  const data = [
    { id: 'base', root: '/models/base-7b', owned_by: 'vllm' },
    { id: 'sft', root: '/adapters/sft', parent: 'base', owned_by: 'vllm' },
  ]
  const { info, asked } = await infoOf({ '/v1/models': { data } })
  expect(info).toEqual({ weights: '/adapters/sft' })
  expect(asked).toEqual(['/v1/models'])
})

it('takes file and chat template from llama-server, the template as a hash', async () => {
  const { info } = await infoOf({
    '/v1/models': { data: [{ id: '/models/sft.gguf', owned_by: 'llamacpp' }] },
    '/props': { model_path: '/models/sft.gguf', chat_template: '{{ messages }}' },
  })
  const chatTemplate = createHash('sha256').update('{{ messages }}').digest('hex')
  expect(info).toEqual({ weights: '/models/sft.gguf', chatTemplate })
})

it('knows nothing of a server that tells nothing', async () => {
  expect((await infoOf({})).info).toEqual({})
  expect((await infoOf({ '/v1/models': { data: 'none' } })).info).toEqual({})
})
