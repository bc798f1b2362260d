/** Puts a reply together that comes in pieces, into the form that a reply in one piece has. */
import { createParser } from 'eventsource-parser'
import { asObject, type Json, nonEmpty, parseJson } from './json.ts'

/** Server-sent events of a chat or completions API: `data: {"choices": [{"delta": {"content": "…"}}]}`, then `data: [DONE]`. */
export class StreamedReply {
  readonly #parser = createParser({ onEvent: ({ data }) => this.#hear(data) })
  #content = ''
  #reasoning = ''
  #refusal = ''
  #finishReason: unknown
  #hasChoice = false
  #isDone = false
  /** Whatever else the pieces carry: the model's name, usage, an error. */
  readonly #rest: Record<string, unknown> = {}

  feed(text: string): void {
    this.#parser.feed(text)
  }

  /** Some of the model's own words have come, thinking included. */
  get hasWords(): boolean {
    return this.#content !== '' || this.#reasoning !== '' || this.#refusal !== ''
  }

  /** The server said that this is all. */
  get isWhole(): boolean {
    return this.#isDone || this.#finishReason != null || 'error' in this.#rest
  }

  /** What has come so far, as a server sends it that doesn't stream. */
  get body(): Json {
    const message = {
      // A stream begins with an empty piece, so one without words cannot be told from one without content.
      content: this.#content || null,
      ...(this.#reasoning !== '' && { reasoning_content: this.#reasoning }),
      ...(this.#refusal !== '' && { refusal: this.#refusal }),
    }
    // What came before an error is no reply.
    const isReply = this.#hasChoice && !('error' in this.#rest)
    return { ...this.#rest, ...(isReply && { choices: [{ message, finish_reason: this.#finishReason }] }) }
  }

  #hear(data: string): void {
    if (data.trim() === '[DONE]') this.#isDone = true
    const { choices, ...rest } = asObject(parseJson(data)) ?? {}
    // The last piece holds the usage and no choice; earlier ones may hold "usage": null.
    for (const [name, value] of Object.entries(rest)) if (value != null) this.#rest[name] = value
    const choice = Array.isArray(choices) ? asObject(choices[0]) : undefined
    if (choice !== undefined) this.#add(choice)
  }

  #add(choice: Json): void {
    this.#hasChoice = true
    const delta = asObject(choice.delta) ?? { content: choice.text }
    this.#content += nonEmpty(delta.content) ?? ''
    this.#reasoning += nonEmpty(delta.reasoning_content) ?? nonEmpty(delta.reasoning) ?? ''
    this.#refusal += nonEmpty(delta.refusal) ?? ''
    this.#finishReason = choice.finish_reason ?? this.#finishReason
    if (choice.error != null) this.#rest.error = choice.error
  }
}
