/** A model that uses OpenAI's batch API. */
import { ModelError, UsageError } from '../../../../results/errors.ts'
import type { Completion } from '../../../../results/schema/schema.ts'
import type { Model, ModelRequest } from '../../model.ts'
import type { ModelSpec } from '../../spec.ts'
import type { Endpoint } from '../endpoint.ts'
import { type RequestContext, toModelError } from '../failure.ts'
import { type OpenAiOptions, openOpenAi } from '../openai.ts'
import { Rejection } from '../rejection.ts'
import { noticeUnknownParts, readReply, withSafeText } from '../reply.ts'
import { chatBody, completionsBody, dialectOf } from '../request.ts'
import { withoutSecrets, withoutSecretsInReply } from '../secrets.ts'
import { errorIn, serverWords } from '../server-error.ts'
import { type BatchedReply, openBatchApi } from './batch-api.ts'
import { type BatchOptions, withBatches } from './with-batches.ts'

export interface BatchedOptions extends OpenAiOptions, Pick<BatchOptions, 'stop'> {
  readonly onProgress?: (sentence: string) => void
  readonly gatherMs?: number
  readonly pollMs?: readonly [first: number, longest: number]
}

/** @throws UsageError for a model with several URLs: a batch goes to one server */
export function openBatched(spec: ModelSpec, endpoints: readonly Endpoint[], options: BatchedOptions): Model {
  const [endpoint] = endpoints
  if (endpoint === undefined || endpoints.length > 1) {
    throw new UsageError(`--batch: ${spec.label} has ${endpoints.length} URLs, but a batch goes to one`)
  }
  const { api, onProgress, gatherMs, pollMs, stop } = options
  const context: RequestContext = { endpoint, model: spec.name, api }
  const dialect = dialectOf(spec.name, endpoint)
  return withBatches(openOpenAi(spec, endpoint, options), {
    api: openBatchApi(endpoint, context),
    bodyOf: (request: ModelRequest) =>
      api === 'chat' ? chatBody(request, dialect) : completionsBody(request, dialect),
    readReply(reply) {
      const completion = completionOf(reply, context)
      noticeUnknownParts(completion, spec.label, options.onNotice)
      return completion
    },
    ...(onProgress !== undefined && { onProgress }),
    ...(gatherMs !== undefined && { gatherMs }),
    ...(pollMs !== undefined && { pollMs }),
    ...(stop !== undefined && { stop }),
  })
}

/** @throws ModelError as the same reply to a single request would */
function completionOf({ status, body }: BatchedReply, context: RequestContext): Completion {
  const safe = (words: string) => withoutSecrets(words, context.endpoint)
  if (status === 200) {
    try {
      return withSafeText(readReply(body, safe), (text) => withoutSecretsInReply(text, context.endpoint))
    } catch (error) {
      throw toModelError(error, context)
    }
  }
  const text = JSON.stringify(body)
  if (status === 0)
    throw new ModelError(`a request of a batch was not made: ${safe(serverWords(text))}`, { retryable: true })
  throw toModelError(new Rejection(status, errorIn(body) ?? { message: text }), context)
}
