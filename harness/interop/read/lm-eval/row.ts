/** One row of lm-evaluation-harness: a document as one filter read its replies. */
import { defined } from '../../../../results/defined.ts'
import { InteropError } from '../../../../results/errors.ts'
import type { Completion, Likelihood, Prompt } from '../../../../results/schema/schema.ts'
import { completion, type ForeignTrial } from '../foreign.ts'
import { type Fields, fieldsOf, isFields, listIn, numberIn, textIn, textsIn } from '../json-fields.ts'
import { lastAsked, messagesIn } from '../messages.ts'

export interface LmEvalRow {
  readonly docId: number
  readonly filter: string
  /** Metrics whose value is one number. */
  readonly metrics: ReadonlyMap<string, number>
  /** As the filter read it; null where it found none. */
  readonly answer: string | null
  readonly hashes: readonly [doc: string, prompt: string]
  readonly fields: Fields
}

/** What stands in place of a metric with `--predict_only`; its 0 means nothing. */
export const BYPASS = 'bypass'

/** What its regex filters give where they match nothing. */
const INVALID = '[invalid]'

/** @throws InteropError for a line that is no row of lm-eval */
export function lmEvalRow(value: unknown, place: string): LmEvalRow {
  const fields = fieldsOf(value)
  const { doc_id: docId, filter = 'none', metrics } = fields
  if (!isFields(value) || typeof docId !== 'number' || typeof filter !== 'string') {
    throw new InteropError(`${place}: not a row of lm-eval: it has no "doc_id" or "filter"`, {
      hint: 'The file is damaged, or was written by another tool.',
    })
  }
  const named = listIn(metrics).flatMap((name) => (typeof name === 'string' && name !== BYPASS ? name : []))
  const values = named.flatMap((name) => {
    const number = numberIn(fields[name])
    return number === undefined ? [] : [[name, number] as const]
  })
  return {
    docId,
    filter,
    metrics: new Map(values),
    answer: answerOf(fields),
    hashes: [textIn(fields.doc_hash) ?? '', textIn(fields.prompt_hash) ?? ''],
    fields,
  }
}

/** The trial without its score. */
export function trialOf({ docId, fields }: LmEvalRow): Omit<ForeignTrial, 'outcome'> {
  const requests = requestsOf(fields)
  const prompt = promptOf(requests[0]?.arg_0)
  const [replies] = listIn(fields.resps).map(listIn)
  const likelihoods = likelihoodsOf(requests, listIn(fields.resps))
  const texts = (replies ?? []).filter((reply) => typeof reply === 'string')
  return {
    id: String(docId),
    repeat: 1,
    texts: [...textsIn(fields.doc), lastAsked(prompt)],
    turns: [{ prompt, completion: likelihoods === undefined ? completion(texts[0] ?? '') : chosen(likelihoods) }],
    ...(texts.length > 1 && { furtherReplies: texts.slice(1) }),
    ...defined({
      docHash: textIn(fields.doc_hash),
      target: textIn(fields.target),
      group: textIn(fieldsOf(fields.doc).subject),
    }),
  }
}

/** The requests behind a row: one, or for likelihoods one for each choice. */
export const requestsOf = (fields: Fields): Fields[] => Object.values(fieldsOf(fields.arguments)).map(fieldsOf)

/** Messages where a chat API was asked: they come as JSON text, since 0.4.9 inside a list of one. */
function promptOf(value: unknown): Prompt {
  const text = textIn(Array.isArray(value) ? value[0] : value) ?? ''
  if (!text.startsWith('[')) return text
  try {
    return messagesIn(JSON.parse(text)) ?? text
  } catch {
    return text
  }
}

/** Generation settings of a request, where it is one for text. */
export const settingsOf = ({ fields }: LmEvalRow): Fields => fieldsOf(requestsOf(fields)[0]?.arg_1)

/** `resps` of a likelihood request: one pair of log-likelihood and whether it is the greedy one, both as text. */
function likelihoodsOf(requests: readonly Fields[], resps: readonly unknown[]): Likelihood[] | undefined {
  const [{ arg_0: context } = {}] = requests
  const found = requests.flatMap(({ arg_0, arg_1 }, at) => {
    const [pair] = listIn(resps[at])
    const logLikelihood = Number(listIn(pair)[0])
    // Unconditional requests, which acc_mutual_info makes, follow with another context.
    if (typeof arg_1 !== 'string' || arg_0 !== context || !Number.isFinite(logLikelihood)) return []
    return [{ text: arg_1, logLikelihood: Math.min(0, logLikelihood) }]
  })
  return found.length === 0 ? undefined : found
}

function chosen(likelihoods: readonly Likelihood[]): Completion {
  const best = mostLikely(likelihoods)
  return { text: best?.text.trim() ?? '', finishReason: 'stop', likelihoods: [...likelihoods] }
}

const mostLikely = (likelihoods: readonly Likelihood[]) =>
  likelihoods.reduce<Likelihood | undefined>(
    (best, one) => (best === undefined || one.logLikelihood > best.logLikelihood ? one : best),
    undefined,
  )

function answerOf(fields: Fields): string | null {
  const [filtered] = listIn(fields.filtered_resps)
  const requests = requestsOf(fields)
  if (typeof requests[0]?.arg_1 === 'string') {
    return mostLikely(likelihoodsOf(requests, listIn(fields.resps)) ?? [])?.text.trim() ?? null
  }
  const first = Array.isArray(filtered) ? filtered[0] : filtered
  return typeof first !== 'string' || first === INVALID || first === '' ? null : first
}
