/**
 * Assembles a streamed reply into the form that a reply in one piece has.
 *
 * The stream helper of the `openai` client is not used: it ends with a SyntaxError at an event that is not JSON, and skips lines outside of
 * events. It reads 16 of the 64 streams in `tests/fixtures/servers` differently, error messages among them.
 */
import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser'
import { asObject, type Json, parseLooseJson } from '../../lib/json.ts'
import { type Ending, endingOf, moreSevere } from './finish-reasons.ts'
import { MessageContent } from './message-content.ts'
import { choiceOf } from './reply.ts'
import { errorIn, errorInReply, type ServerError } from './server-error.ts'

/** Event types of failed replies, such as `event: error`. */
const BROKEN_EVENTS = /^(?:error|abort(?:ed)?|cancel(?:l?ed)?|fail(?:ed|ure)?)$/i

/** Parses the server-sent events of a chat or completions API: `data: {"choices": [{"delta": {"content": "…"}}]}`, then `data: [DONE]`. */
export class StreamedReply {
  readonly #parser = createParser({
    onEvent: (event) => this.#hear(event),
    onError: (error) => this.#hearLine(error),
  })
  /** Start of an incomplete line. */
  #line = ''
  readonly #message = new MessageContent()
  #ending: Ending = { family: 'none' }
  #endReason: unknown
  #hasChoice = false
  #isDone = false
  #error: ServerError | undefined
  /** Text that is no event of this API: an error in plain text, or noise. */
  #stray = ''
  /** Other fields of the chunks, such as model and usage. */
  readonly #rest: Record<string, unknown> = {}

  /** Feeds whole lines to the parser, which would drop the start of a line that is no event field, and may be an error. */
  feed(text: string): void {
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
    if (end > 0) this.#parser.feed(this.#line + text.slice(0, end))
    this.#line = end > 0 ? text.slice(end) : this.#line + text
  }

  /** Ends the stream, and parses the last line even without a line feed. */
  end(): void {
    this.feed('\n\n')
    // A JSON document of several lines instead of a stream.
    if (!this.#hasChoice && this.#stray !== '') this.#hearData(this.#stray)
  }

  /** Whether text of the model has arrived, reasoning included. */
  get hasWords(): boolean {
    return this.#message.hasWords
  }

  /** `ended`: no further event matters; `ending`: the reply is over, but usage may follow. */
  get progress(): 'open' | 'ending' | 'ended' {
    if (this.#isDone || this.#error !== undefined) return 'ended'
    return this.#ending.family === 'none' ? 'open' : 'ending'
  }

  /** Whether the server ended the reply, or reported an error. */
  get isWhole(): boolean {
    return this.progress !== 'open' || this.#stray !== ''
  }

  /** The reply so far, in the form of a reply that is not streamed. */
  get body(): Json {
    // Text before an error is no reply. A stray line counts as an error if the server never ended the reply.
    const error =
      this.#error ?? (this.#stray !== '' && this.#ending.family === 'none' ? asError(this.#stray) : undefined)
    if (error !== undefined) return { ...this.#rest, error }
    if (!this.#hasChoice) return { ...this.#rest }
    const { text, reasoning, refusal, callsTool, unknownParts } = this.#message
    const unknown = unknownParts.map((type) => ({ type }))
    const message = {
      content: unknown.length === 0 ? (text ?? null) : [...(text === undefined ? [] : [text]), ...unknown],
      ...(reasoning !== undefined && { reasoning_content: reasoning }),
      ...(refusal !== undefined && { refusal }),
      ...(callsTool && { tool_calls: [{}] }),
    }
    return { ...this.#rest, choices: [{ message, finish_reason: this.#endReason }] }
  }

  #hear({ event, data }: EventSourceMessage): void {
    if (BROKEN_EVENTS.test(event ?? '')) this.#fail(data.trim().replace(/^\{\}$/, '') || 'an error without words')
    else if (!this.#hearData(data) && data.trimStart().startsWith('{')) this.#fail('an event that is no JSON')
  }

  /** Handles a line that is no event field: `error: {…}`, a bare JSON document, plain text. */
  #hearLine({ type, field, value, line = '' }: ParseError): void {
    if (type !== 'unknown-field') return
    if (field === 'error') this.#fail(value || line)
    else this.#hearData(line)
  }

  /** @returns whether the line was understood, or is meaningless */
  #hearData(data: string): boolean {
    const text = data.trim()
    if (!text.startsWith('{')) {
      if (text === '' || HEARTBEAT.test(text)) return true
      if (DONE.test(text)) {
        this.#isDone = true
        return true
      }
    }
    const body = asObject(parseLooseJson(text))
    if (body !== undefined) {
      this.#take(body)
      return true
    }
    // Without empty lines between them, several events arrive as one.
    const lines = text.split('\n')
    if (lines.length > 1 && lines.every((line) => DONE.test(line.trim()) || asObject(parseLooseJson(line)))) {
      return lines.every((line) => this.#hearData(line))
    }
    if (LOOKS_LIKE_ERROR.test(text) && !/^["[\]{}]/.test(text)) this.#fail(text)
    else if (this.#stray.length < LONGEST_STRAY) this.#stray += `${text}\n`
    return false
  }

  #take(body: Json): void {
    const failure = errorInReply(body)
    // Normalized to OpenAI's form.
    if (failure !== undefined) this.#error ??= failure
    // The last chunk has the usage and no choice; earlier ones may have "usage": null.
    for (const name in body) {
      if (name !== 'choices' && name !== 'error' && body[name] != null) this.#rest[name] = body[name]
    }
    const choice = choiceOf(body)
    if (choice !== undefined) this.#add(choice)
  }

  #add(choice: Json): void {
    this.#hasChoice = true
    const delta = asObject(choice.delta) ?? (choice.message === undefined ? plainText(choice) : {})
    this.#message.add(delta)
    // A message is the whole reply, which some servers send at the end of a stream.
    const message = asObject(choice.message)
    if (message !== undefined) this.#message.catchUp(message)
    const ending = moreSevere(this.#ending, endingOf(choice))
    if (ending !== this.#ending) {
      this.#ending = ending
      this.#endReason = ending.detail === undefined ? ending.word : { type: ending.word, message: ending.detail }
    }
  }

  #fail(words: string): void {
    this.#error ??= asError(words)
  }
}

const DONE = /^"?\[done\]"?$/i

/** Keep-alive lines of some servers. */
const HEARTBEAT = /^\[?(null|ping|pong|keep-?alive|heartbeat|processing|waiting|start|begin)\]?$/i

/** Whether a line of plain text between events is an error. */
const LOOKS_LIKE_ERROR =
  /\b(error|exception|traceback|failed|failure|aborted|overloaded|unavailable|timed? ?out|out of memory|disconnected)\b/i

const LONGEST_STRAY = 200_000

/** @param words an error, as plain text or JSON */
const asError = (words: string): ServerError =>
  errorIn({ error: asObject(parseLooseJson(words)) ?? words.trim() }) ?? { message: words.trim() }

const plainText = ({ text, content, delta }: Json): Json => ({ content: text ?? content ?? delta })
