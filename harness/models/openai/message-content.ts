/** Reads the text and reasoning of a message or stream chunk, in all forms that servers use. */
import { asObject, type Json, nonEmpty } from '../../lib/json.ts'

/**
 * Collects the content of the messages or chunks of one reply.
 *
 * The content of a message is text, or a list of parts:
 *
 * - OpenAI     `[{"type": "text", "text": "…"}]`, `[{"type": "output_text", "text": "…"}]`, `[{"type": "refusal", "refusal": "…"}]`
 * - Mistral    `[{"type": "thinking", "thinking": [{"type": "text", "text": "…"}]}, {"type": "text", "text": "…"}]`
 * - Anthropic  `[{"type": "thinking", "thinking": "…", "signature": "…"}, {"type": "text", "text": "…"}]`
 * - Gemini     `{"parts": [{"text": "…", "thought": true}, {"text": "…"}]}`
 * - others     `["…", "…"]`, `{"text": "…"}`
 *
 * Reasoning may also be in a separate field, under one of several names.
 */
export class MessageContent {
  /** The text; undefined when there was no readable content. */
  text: string | undefined
  /** The reasoning, as separated by the server. */
  reasoning: string | undefined
  refusal: string | undefined
  callsTool = false
  /** Unknown types of parts, each once. */
  unknownParts: readonly string[] = []

  /** Whether text of the model has arrived, reasoning included. */
  get hasWords(): boolean {
    return Boolean(this.text || this.reasoning || this.refusal)
  }

  /** @param message a whole message, or the next chunk */
  add(message: Json): this {
    const { content, refusal } = message
    if (typeof content === 'string') this.#addText(content)
    else this.#addContent(content)
    for (const name of REASONING_FIELDS) {
      const words = message[name] == null ? '' : wordsOf(message[name])
      if (words === '') continue
      this.#addReasoning(words)
      break // other fields repeat it
    }
    if (typeof refusal === 'string' && refusal !== '') this.#addRefusal(refusal)
    if (hasItems(message.tool_calls) || asObject(message.function_call) !== undefined) this.callsTool = true
    return this
  }

  /** @param message the whole reply repeated at the end of a stream, or the next chunk */
  catchUp(message: Json): void {
    const whole = new MessageContent().add(message)
    const rest = (before = '', said = '') => (said.startsWith(before) ? said.slice(before.length) : said)
    if (whole.text !== undefined) this.#addText(rest(this.text, whole.text))
    if (whole.reasoning !== undefined) this.#addReasoning(rest(this.reasoning, whole.reasoning))
    if (whole.refusal !== undefined) this.#addRefusal(rest(this.refusal, whole.refusal))
    if (whole.callsTool) this.callsTool = true
    for (const type of whole.unknownParts) this.#addUnknown(type)
  }

  #addContent(content: unknown, depth = 0): void {
    if (content === null || content === undefined || depth > DEEPEST) return
    if (Array.isArray(content)) {
      if (content.length === 0) this.#addText('') // an empty list means empty text
      for (const part of content) this.#addContent(part, depth + 1)
      return
    }
    const part = asObject(content)
    if (part === undefined) this.#addText(String(content))
    else if (Array.isArray(part.parts)) this.#addContent(part.parts, depth + 1)
    else this.#addPart(part)
  }

  #addPart(part: Json): void {
    const type = (nonEmpty(part.type) ?? '').toLowerCase()
    if (TOOL.test(type) || isCall(part)) this.callsTool = true
    else if (type === 'refusal') this.#addRefusal(wordsOf(part.refusal ?? part.text))
    else if (REASONING.test(type) || isThought(part)) this.#addReasoning(wordsOf(part))
    else this.#addTextPart(part, type)
  }

  #addTextPart(part: Json, type: string): void {
    const words = wordsOf(part.text ?? part.content ?? part.value)
    const hasText = words !== '' || typeof part.text === 'string'
    // A part of unknown type with text counts as text: otherwise an answer would be lost.
    if (hasText) this.#addText(words)
    if (!hasText || !(TEXT.test(type) || type === '')) this.#addUnknown(type || Object.keys(part)[0] || '{}')
  }

  #addText(words: string): void {
    this.text = (this.text ?? '') + words
  }

  #addReasoning(words: string): void {
    if (words !== '') this.reasoning = (this.reasoning ?? '') + words
  }

  #addRefusal(words: string): void {
    if (words !== '') this.refusal = (this.refusal ?? '') + words
  }

  #addUnknown(type: string): void {
    if (!this.unknownParts.includes(type)) this.unknownParts = [...this.unknownParts, type]
  }
}

/** DeepSeek, vLLM and SGLang; OpenRouter, Ollama and Groq; OpenRouter's list; Ollama's own API; LiteLLM. */
const REASONING_FIELDS = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking',
  'thinking_blocks',
  'reasoning_text',
  'reasoningContent',
  'thinking_content',
  'thoughts',
  'thought',
] as const

const TEXT = /^(text|output_text|input_text|text_delta|markdown|string)$/
/** Types of reasoning parts: `thinking`, `reasoning_text`, `reasoning.summary`, `thought`, `redacted_thinking`, `summary_text` */
const REASONING = /think|reason|thought|summary|analysis/
const TOOL = /^(tool|function|mcp|server_tool)_?(use|calls?)$/

/** Bedrock's `{"toolUse": {…}}`, Gemini's `{"functionCall": {…}}` */
const isCall = ({ type, toolUse, functionCall }: Json): boolean =>
  type === undefined && asObject(toolUse ?? functionCall) !== undefined

/** Maximum depth of nested lists. */
const DEEPEST = 8

/** Gemini's `{"text": "…", "thought": true}`, and parts without a type: `{"thinking": "…"}`, Bedrock's `{"reasoningContent": {…}}`. */
const isThought = ({ type, text, thought, thinking, reasoning, reasoningContent }: Json): boolean =>
  thought === true ||
  (type === undefined && text === undefined && (thinking ?? reasoning ?? reasoningContent) !== undefined)

/** Fields with the text of a reasoning part; `data` and `signature` are encrypted. */
const WORD_FIELDS = [
  'text',
  'thinking',
  'think',
  'reasoning',
  'reasoningContent',
  'reasoningText',
  'summary',
  'content',
  'thought',
  'value',
] as const

/** @returns the text of a string, list or part; empty when there is none */
function wordsOf(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value
  if (depth > DEEPEST) return ''
  if (Array.isArray(value)) return value.map((item) => wordsOf(item, depth + 1)).join('')
  const part = asObject(value)
  if (part === undefined) return ''
  return WORD_FIELDS.map((name) => wordsOf(part[name], depth + 1)).find((words) => words !== '') ?? ''
}

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0
