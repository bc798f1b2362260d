/** Finds the error that a server reports, in an error response or inside a successful one. */
import { asObject, type Json, nonEmpty, parseJson } from '../../lib/json.ts'

/** An error reported by a server. */
export interface ServerError {
  /** Unfiltered message: it may repeat the key, and have any length. */
  readonly message: string
  /** Error code or type, such as `context_length_exceeded` or `1004`. */
  readonly code?: string | undefined
  /** HTTP status (400–599) stated in the body, whatever the status of the response. */
  readonly status?: number | undefined
}

/**
 * Finds the error in a parsed body, a choice of it, or one event of a stream.
 *
 * - OpenAI, vLLM     `{"error": {"message": "…", "type": "…", "code": "…"}}`
 * - Ollama, others   `{"error": "…"}`
 * - FastChat, SGLang `{"object": "error", "message": "…", "code": 40303}`, `{"text": "…", "error_code": 50001}`
 * - Anthropic        `{"type": "error", "error": {"type": "overloaded_error", "message": "…"}}`
 * - MiniMax          `{"base_resp": {"status_code": 1004, "status_msg": "…"}}`
 * - FastAPI          `{"detail": "…"}`, `{"detail": [{"loc": […], "msg": "…"}]}`
 * - Cloudflare       `{"success": false, "errors": [{"code": 7003, "message": "…"}]}`
 * - DashScope        `{"code": "InvalidApiKey", "message": "…"}`
 * - Baidu            `{"error_code": 336003, "error_msg": "…"}`
 * - Apigee           `{"fault": {"faultstring": "…"}}`
 *
 * @returns undefined for a body that reports no error; one that holds choices reports an error only where it says so
 *   outright (`error`, `object`, `type`, `base_resp`, `success`), since a mere `message` may be harmless
 */
export function errorIn(body: unknown): ServerError | undefined {
  const object = asObject(Array.isArray(body) && body.length === 1 ? body[0] : body)
  if (object === undefined) return undefined
  return outright(object) ?? (object.choices == null ? implied(object) : undefined)
}

/** The error of a response: in its body, its first choice, or the message of that choice. */
export function errorInReply(body: unknown): ServerError | undefined {
  const choices = asObject(body)?.choices
  const choice = Array.isArray(choices) ? asObject(choices[0]) : undefined
  const inner = choice?.error ?? asObject(choice?.message)?.error ?? asObject(choice?.delta)?.error
  return errorIn(body) ?? (isSet(inner) ? described(inner, {}) : undefined)
}

/** @returns the error message, or the whole text of an unknown form */
export const serverWords = (text: string): string => errorIn(parseJson(text))?.message ?? text

function outright(body: Json): ServerError | undefined {
  const { error, errors, object, type, success, ok, base_resp: base, fault, error_code: ownCode } = body
  if (isSet(error)) return described(error, body)
  const first = Array.isArray(errors) ? errors.find(isSet) : undefined
  if (first !== undefined) return described(first, body)
  if (isSet(fault)) return described(fault, body)
  const { status_code: code, status_msg: words } = asObject(base) ?? {}
  if (base != null && isFailureCode(code)) return described({ code, message: words }, body)
  const isFailure = success === false || ok === false || isFailureCode(ownCode)
  if (object === 'error' || type === 'error' || isFailure) return described(body, body)
  return undefined
}

/** An error in a body without choices. */
function implied(body: Json): ServerError | undefined {
  return wordsIn(body) === undefined ? undefined : described(body, body)
}

function described(error: unknown, body: Json): ServerError {
  const inner = asObject(error)
  const from = [inner, body].filter((object) => object !== undefined)
  const words = wordsIn(error) ?? wordsIn(body) ?? nonEmpty(body.text)
  const message = words ?? (typeof error === 'string' ? error : JSON.stringify(inner ?? error))
  const codes = from.flatMap((object) => CODE_FIELDS.map((name) => object[name]))
  const types = from
    .map(({ type, error_type }) => nonEmpty(type) ?? nonEmpty(error_type))
    .filter((type) => type !== 'error')
  const named = [...codes.filter(isFailureCode).map(String), ...types].filter((code) => code !== undefined)
  return {
    message,
    // A word is more specific than a number, and a code more than a status.
    code:
      named.find((code) => !/^\d+$/.test(code)) ?? named.find((code) => httpStatus(code) !== Number(code)) ?? named[0],
    status: [...codes, ...from.map(({ status }) => status)].map(httpStatus).find((status) => status !== undefined),
  }
}

const CODE_FIELDS = ['code', 'error_code', 'errorCode', 'status_code', 'statusCode', 'http_code', '__type'] as const

const WORD_FIELDS = [
  'message',
  'msg',
  'detail',
  'error_msg',
  'error_message',
  'errorMessage',
  'status_msg',
  'faultstring',
  'errmsg',
  'err_msg',
  'errMsg',
  'retmsg',
  'err',
  'exception',
  'reason',
  'Message',
  'error',
  'title',
] as const

/** @returns the first message in any of the fields that servers use */
function wordsIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  if (depth > DEEPEST) return undefined
  if (Array.isArray(value)) {
    const words = value.slice(0, MOST_WORDS).flatMap((item) => wordsIn(item, depth + 1) ?? [])
    return words.length > 0 ? words.join('; ') : undefined
  }
  const object = asObject(value)
  if (object === undefined) return undefined
  for (const name of WORD_FIELDS) {
    const words = wordsIn(object[name], depth + 1)
    if (words !== undefined) return withField(words, object)
  }
  return undefined
}

/** Adds the name of the field (FastAPI's `loc`, OpenAI's `param`) if the message does not contain it. */
function withField(words: string, { loc, param }: Json): string {
  const field = Array.isArray(loc) ? loc.join('.') : nonEmpty(param)
  return field === undefined || words.includes(field) ? words : `${field}: ${words}`
}

const DEEPEST = 4
const MOST_WORDS = 5

/** Whether an `error` field is empty: `null`, `""`, `{}`, `false`, `0` or `{"code": 0}`. */
function isSet(error: unknown): boolean {
  if (error === null || error === undefined || error === false || error === '' || error === 0) return false
  const object = Array.isArray(error) ? undefined : asObject(error)
  if (object === undefined) return !(Array.isArray(error) && error.length === 0)
  const fields = Object.values(object).filter((value) => value != null && value !== '')
  return fields.length > 0 && !('code' in object && object.code != null && !isFailureCode(object.code))
}

/** Whether a code means success: `0`, `"0"`, `200` or `"success"`. */
const isFailureCode = (code: unknown): boolean =>
  (typeof code === 'number' || typeof code === 'string') && code !== '' && !/^(0|20\d|ok|success)$/i.test(String(code))

/** Reads a status: `401`, `"401"`, and FastChat's `40303`, a status with two more digits. */
function httpStatus(code: unknown): number | undefined {
  const digits = typeof code === 'number' || typeof code === 'string' ? /^([45]\d\d)(\d\d)?$/.exec(String(code)) : null
  return digits === null ? undefined : Number(digits[1])
}
