/**
 * Each request as an OpenTelemetry span, where the user's process has an SDK registered:
 * `NODE_OPTIONS='--import ./tracing.mjs' evalkit run …`. Without one nothing is loaded.
 *
 * Named after the semantic conventions for generative AI (opentelemetry.io/docs/specs/semconv/gen-ai). Prompts, replies, a server's
 * words, headers and keys are in no span.
 */
import type { Attributes, Span, Tracer, TracerProvider } from '@opentelemetry/api'
import { EvalkitError, ModelError } from '../../results/errors.ts'
import type { Completion } from '../../results/schema/schema.ts'
import { VERSION } from '../lib/version.ts'
import { apiOf, type Model, type ModelRequest } from './model.ts'
import { trialSeed } from './openai/trial-seed.ts'

/** Where every copy of the API finds what was registered by any of them. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1')

export interface Tracing {
  readonly tracer: Tracer
  /** Sends what the SDK still holds back. */
  flush(): Promise<void>
}

/** @returns undefined where no SDK is registered */
export async function openTracing(): Promise<Tracing | undefined> {
  const { trace: registered } = (globalThis as Registry)[REGISTRY] ?? {}
  if (registered === undefined) return undefined
  const provider = await import('@opentelemetry/api').then(
    ({ trace }): Provider => trace.getTracerProvider(),
    () => registered, // the user's copy of the API lies where evalkit does not look
  )
  return {
    tracer: provider.getTracer('evalkit', VERSION),
    flush: async () => provider.getDelegate?.().forceFlush?.(),
  }
}

interface Provider extends TracerProvider {
  getDelegate?(): { forceFlush?(): Promise<void> }
}

interface Registry {
  readonly [REGISTRY]?: { readonly trace?: Provider }
}

const CLIENT = 2
const ERROR = 2

/** Belongs right around a server: a span is one request, without the waiting before it. */
export function withSpans(model: Model, { tracer, flush }: Tracing): Model {
  async function complete(request: ModelRequest, signal?: AbortSignal): Promise<Completion> {
    const operation = apiOf(request) === 'chat' ? 'chat' : 'text_completion'
    const attributes = { ...describeServer(model), ...describeRequest(request), 'gen_ai.operation.name': operation }
    const span = tracer.startSpan(`${operation} ${model.facts.name}`, { kind: CLIENT, attributes })
    try {
      const completion = await model.complete(request, signal)
      span.setAttributes(describeReply(completion))
      return completion
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  }

  return {
    ...model,
    complete,
    async close() {
      await model.close?.()
      await flush().catch(() => undefined) // a run does not fail for its traces
    },
  }
}

function describeServer({ facts: { provider, name, endpoint = '' } }: Model): Attributes {
  const { hostname, port, protocol } = new URL(endpoint)
  return {
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': name,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
  }
}

function describeRequest(request: ModelRequest): Attributes {
  const { generation, trial } = request
  const { temperature, topP, maxTokens, stop } = generation
  const seed = trialSeed(request)
  return {
    ...(temperature !== undefined && { 'gen_ai.request.temperature': temperature }),
    ...(topP !== undefined && { 'gen_ai.request.top_p': topP }),
    ...(maxTokens !== undefined && { 'gen_ai.request.max_tokens': maxTokens }),
    ...(seed !== undefined && { 'gen_ai.request.seed': seed }),
    ...(stop !== undefined && { 'gen_ai.request.stop_sequences': [...stop] }),
    'evalkit.sample.id': trial.sampleId,
    'evalkit.repeat': trial.repeat,
    'evalkit.turn': trial.turn,
  }
}

function describeReply({ finishReason, usage = {}, model }: Completion): Attributes {
  const { inputTokens, outputTokens } = usage
  return {
    'gen_ai.response.finish_reasons': [finishReason],
    ...(model !== undefined && { 'gen_ai.response.model': model }),
    ...(inputTokens !== undefined && { 'gen_ai.usage.input_tokens': inputTokens }),
    ...(outputTokens !== undefined && { 'gen_ai.usage.output_tokens': outputTokens }),
  }
}

/** The kind of failure, and none of the server's words: they may repeat what was asked. */
function fail(span: Span, error: unknown): void {
  const status = error instanceof ModelError ? error.status?.toString() : undefined
  const name = error instanceof EvalkitError || error instanceof DOMException ? error.name : '_OTHER'
  span.setAttribute('error.type', status ?? name)
  span.setStatus({ code: ERROR })
}
