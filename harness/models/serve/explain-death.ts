/** Explains why a model server ended, from the last lines of its log: the cause, and what to do. */
import { visibleLine } from '../../../results/visible.ts'
import type { ServerEnd } from './guarded-process.ts'
import { FEWER_TOKENS, SYMPTOMS } from './symptoms.ts'

export interface Death {
  /** What happened, as the end of a sentence: `out of GPU memory: "CUDA out of memory…"`. */
  readonly cause: string
  readonly hint: string
  /** Whether the same command may succeed later, on this or another machine. */
  readonly isTransient: boolean
  /** Whether another process has the port. */
  readonly isPortTaken?: true
}

/** Lines that name an error, which tell more than the last line. */
const ERROR_LINE = /^(?:[\w.]+(?:Error|Exception)\b|error:|.*\b(?:ERROR|FATAL|panic|fatal)\b)/

const LONGEST = 200

/**
 * @param lines of its log, the last ones
 */
export function explainDeath(end: ServerEnd, lines: readonly string[]): Death {
  if (end.kind === 'unguarded') {
    return { cause: 'its guard was killed', hint: 'Run the command again.', isTransient: true }
  }
  const symptom = symptomIn(lines)
  if (symptom !== undefined) return symptom
  const last = quoted(
    lines.findLast((line) => ERROR_LINE.test(line.trim())) ?? lines.findLast((line) => line.trim() !== ''),
  )
  if (end.kind === 'failed') return { cause: end.message, hint: 'See --serve.', isTransient: false }
  const { code, signal } = end
  if (signal === 'SIGKILL' || code === 137) {
    return {
      cause: `it was killed, as happens when a machine or its container runs out of memory${last}`,
      hint: `${FEWER_TOKENS} Or give the machine or container more memory.`,
      isTransient: true,
    }
  }
  if (signal !== null) {
    return { cause: `it ended by ${signal}${last}`, hint: 'See its log.', isTransient: true }
  }
  if (code === 0) {
    return {
      cause: `it exited with code 0, as a program does that goes on in the background${last}`,
      hint: 'Have it stay in the foreground, so that evalkit can tell whether it runs, and stop it.',
      isTransient: true,
    }
  }
  return { cause: `it exited with code ${code}${last}`, hint: 'See its log.', isTransient: true }
}

/** Also what a server that lives replies with: `{"message": "… you must provide a chat template …"}`. */
export function symptomIn(lines: readonly string[]): Death | undefined {
  for (const { name, pattern, hint, isTransient = false, isPortTaken } of SYMPTOMS) {
    const line = lines.findLast((one) => pattern.test(one))
    if (line === undefined) continue
    return { cause: `${name}${quoted(line)}`, hint, isTransient, ...(isPortTaken && { isPortTaken }) }
  }
  return undefined
}

/** A refusal of chat requests because the tokenizer has no template. vLLM; SGLang, transformers; TGI; llama.cpp */
const NO_TEMPLATE =
  /chat[_ ]template|template (?:error|not found)|tokenizer\.chat_template|does not support chat|no (?:jinja )?template/i

/**
 * @param reply body of the refusal
 * @param lines of its log, the last ones: some servers tell the client nothing
 */
export function explainRefusal(status: number, reply: string, lines: readonly string[]): Omit<Death, 'isTransient'> {
  const template = [reply, ...lines.filter((line) => ERROR_LINE.test(line.trim()))].find((one) => NO_TEMPLATE.test(one))
  if (template !== undefined) {
    return {
      cause: `the checkpoint has no chat template${quoted(template)}`,
      hint: 'Ask it by the completions API (--api completions), save the template with the tokenizer, or name one: --serve "vllm --chat-template FILE".',
    }
  }
  if (status < 300) {
    return {
      cause: `its reply to a request is no completion${quoted(reply)}`,
      hint: 'Does this command start a server with an OpenAI-compatible API on {port}?',
    }
  }
  const known = status >= 500 ? symptomIn(lines) : undefined
  return known ?? { cause: `it refuses requests with status ${status}${quoted(reply)}`, hint: 'See its log.' }
}

function quoted(line: string | undefined): string {
  const text = visibleLine((line ?? '').trim(), LONGEST)
  return text === '' ? '' : `: "${text}"`
}
