/**
 * Records each request as an OpenTelemetry span, if an SDK is registered:
 * `NODE_OPTIONS='--import ./tracing.mjs' evalkit run …`. Otherwise nothing is loaded.
 *
 * Names follow the semantic conventions for generative AI (opentelemetry.io/docs/specs/semconv/gen-ai). Spans contain no prompts,
 * replies, server messages, headers or keys.
 */
import type { Attributes, Span, Tracer, TracerProvider } from '@opentelemetry/api'
import { EvalkitError, ModelError } from '../../results/errors.ts'
import type { Completion } from '../../results/schema/schema.ts'
import { VERSION } from '../lib/version.ts'
import { apiOf, type Model, type ModelRequest } from './model.ts'
import { trialSeed } from './openai/trial-seed.ts'

/** Global key under which all copies of the API share what is registered. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1')

export interface Tracing {
  readonly tracer: Tracer
  /** Exports the spans that the SDK still buffers. */
  flush(): Promise<void>
}

/** @returns undefined when no SDK is registered */
export async function openTracing(): Promise<Tracing | undefined> {
  const { trace: registered } = (globalThis as Registry)[REGISTRY] ?? {}
  if (registered === undefined) return undefined
  const provider = await import('@opentelemetry/api').then(
    ({ trace }): Provider => trace.getTracerProvider(),
    () => registered, // evalkit cannot import the user's copy of the API
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

/** Wraps a server directly: a span covers one request, without the wait before it. */
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
      await flush().catch(() => undefined) // tracing must not fail a run
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

/** The kind of failure, without the server's message, which may repeat the prompt. */
function fail(span: Span, error: unknown): void {
  const status = error instanceof ModelError ? error.status?.toString() : undefined
  const name = error instanceof EvalkitError || error instanceof DOMException ? error.name : '_OTHER'
  span.setAttribute('error.type', status ?? name)
  span.setStatus({ code: ERROR })
}
