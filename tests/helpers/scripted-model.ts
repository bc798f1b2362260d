/** A model for tests: says what the test wrote, and remembers what it was asked. */

import type { Model, ModelRequest } from '../../harness/models/model.ts'
import type { Completion, ModelFacts } from '../../results/schema/schema.ts'

/** A text, a whole completion, or a failure to throw. */
export type ScriptedReply = string | Partial<Completion> | Error

/** Replies in their order, or one for each request; `call` counts from 1. */
export type Script =
  | readonly ScriptedReply[]
  | ((request: ModelRequest, call: number) => ScriptedReply | Promise<ScriptedReply>)

export interface ScriptedModel extends Model {
  readonly requests: readonly ModelRequest[]
  /** The most requests that were ever in flight at once. */
  readonly peak: number
  readonly isClosed: boolean
}

export function scriptedModel(script: Script, facts: Partial<ModelFacts> = {}): ScriptedModel {
  const requests: ModelRequest[] = []
  let inFlight = 0
  let peak = 0
  let isClosed = false

  async function replyTo(request: ModelRequest): Promise<ScriptedReply> {
    const call = requests.push(request)
    if (typeof script === 'function') return script(request, call)
    const reply = script[call - 1]
    if (reply === undefined)
      throw new RangeError(`the script has ${script.length} replies, and this is request ${call}`)
    return reply
  }

  return {
    facts: { label: 'scripted', provider: 'scripted', name: 'scripted', api: 'chat', ...facts },
    requests,
    get peak() {
      return peak
    },
    get isClosed() {
      return isClosed
    },
    async complete(request, signal) {
      signal?.throwIfAborted()
      peak = Math.max(peak, ++inFlight)
      try {
        const reply = await replyTo(request)
        if (reply instanceof Error) throw reply
        return { text: '', finishReason: 'stop', ...(typeof reply === 'string' ? { text: reply } : reply) }
      } finally {
        inFlight--
      }
    },
    async close() {
      isClosed = true
    },
  }
}
