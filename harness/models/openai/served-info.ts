/** Reads what a server reports about a model: the path of its weights, and its chat template. */
import { createHash } from 'node:crypto'
import type { APIPromise } from 'openai'
import type { ModelFacts } from '../../../results/schema/schema.ts'
import { visibleLine } from '../../../results/visible.ts'
import { asObject, nonEmpty, parseLooseJson } from '../../lib/json.ts'
import { connect, rawReply } from './client.ts'
import type { RequestContext } from './failure.ts'
import { withoutSecrets } from './secrets.ts'

/** Time limit: the information is optional. */
const PATIENCE_MS = 3_000

const LONGEST = 200

export type ServedInfo = Pick<ModelFacts, 'weights' | 'chatTemplate'>

/**
 * - vLLM lists `{"id": "sft", "root": "/models/sft", "parent": null}`; an adapter's root is its own path
 * - llama-server has `{"model_path": …, "chat_template": …}` at `/props`, beside `/v1`
 *
 * @returns what the server reports; empty when it reports nothing in time
 */
export async function servedInfo({ endpoint, model }: RequestContext): Promise<ServedInfo> {
  const timeouts = { connectMs: PATIENCE_MS, firstByteMs: PATIENCE_MS, totalMs: PATIENCE_MS }
  const { client, close } = connect(endpoint, { timeouts })
  const told = async (call: APIPromise<unknown>) => {
    const reply = await rawReply(call).catch(() => undefined)
    return reply && asObject(parseLooseJson(reply.text))
  }
  try {
    const { data } = (await told(client.models.list())) ?? {}
    const listed = (Array.isArray(data) ? data : []).map(asObject)
    const isLlamaServer = listed.some((one) => one?.owned_by === 'llamacpp')
    const props = isLlamaServer ? await told(client.get(`${endpoint.url.replace(/\/v1$/, '')}/props`)) : undefined
    const weights = nonEmpty(props?.model_path) ?? nonEmpty(listed.find((one) => one?.id === model)?.root)
    const template = nonEmpty(props?.chat_template)
    return {
      ...(weights !== undefined && { weights: visibleLine(withoutSecrets(weights, endpoint), LONGEST) }),
      ...(template !== undefined && { chatTemplate: createHash('sha256').update(template).digest('hex') }),
    }
  } finally {
    close()
  }
}
