/** Determines the real status of a failure: servers report wrong keys, empty accounts and missing models with various statuses. */
import type { ServerError } from './server-error.ts'

/**
 * @param http status of the response
 * @returns an HTTP status of at least 400; 0 for an error of unknown kind inside a success
 */
export function failureStatus(http: number, { message, code, status }: ServerError): number {
  if (http >= 300 && http < 400) return http
  const isVague = http < 300 || http === 400
  const named = numbered(http, code) ?? status ?? (isVague ? statusNamed(code) : undefined)
  const isMoreExact = named !== undefined && (isVague || http >= 500 || named === 402)
  const told = isMoreExact ? named : http < 300 ? 0 : http
  if (NO_CREDIT.test(message) && told < 500) return 402
  if (code !== undefined && statusNamed(code) === 402) return 402
  if (told !== 0 && told !== 400) return told
  if (NO_ENDPOINT.test(message)) return 404
  if (WRONG_KEY.test(message)) return 401
  return told
}

/** Error codes that are no statuses: FastChat's 403xx, and MiniMax's in a success. */
function numbered(http: number, code: string | undefined): number | undefined {
  return NUMBERED[code ?? ''] ?? (http < 300 ? NUMBERED_IN_SUCCESS[code ?? ''] : undefined)
}

/** FastChat's codes: unknown model, parameter out of range, prompt too long. */
const NUMBERED: Readonly<Record<string, number>> = { 40301: 404, 40302: 400, 40303: 400 }

/** MiniMax's codes: rate, key, balance, moderation of prompt and reply, tokens, connections, parameters, key. */
const NUMBERED_IN_SUCCESS: Readonly<Record<string, number>> = {
  1001: 504,
  1002: 429,
  1004: 401,
  1008: 402,
  1026: 400,
  1027: 400,
  1039: 429,
  1041: 429,
  2013: 400,
  2049: 401,
}

/** Statuses of words such as `invalid_request_error`, `InvalidApiKey`, `RESOURCE_EXHAUSTED`, `Throttling.RateQuota`, `AuthenticationError` */
function statusNamed(code = ''): number | undefined {
  const name = code
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/(error|exception)$/, '')
  const found = Object.entries(NAMED).find(([, names]) => names.test(name))
  return found && Number(found[0])
}

/** Error types of OpenAI, Anthropic, Google, Amazon, Alibaba, TGI and vLLM, without case and punctuation. */
const NAMED: Readonly<Record<number, RegExp>> = {
  400: /^(invalidrequest|badrequest|invalidparameter|invalidargument|validation|failedprecondition|invalidprompt|datainspectionfailed|unsupported(parameter|value))$/,
  401: /^((invalid|incorrect|missing|expired)(apikey|authkey|token)|apikeyinvalid|authentication|unauthorized|unauthenticated|invalidauthentication)$/,
  402: /^(insufficient(user)?(quota|balance|credits?|funds)|arrearage|billing|billinghardlimitreached|billingnotactive|paymentrequired)$/,
  403: /^(permission(denied)?|forbidden|accessdenied)$/,
  404: /^(notfound|(model|resource|deployment)(is)?not(found|exist|exists)|unknownmodel|invalidmodel)$/,
  413: /^(requesttoolarge|payloadtoolarge)$/,
  429: /^(ratelimit(ed|exceeded|reached)?|toomanyrequests|throttling.*|resourceexhausted|requestlimitexceeded)$/,
  500: /^(server|internal(server)?|api|upstream|generation)$/,
  503: /^((engine)?overloaded|serviceunavailable|unavailable)$/,
  504: /^(timeout|deadlineexceeded)$/,
}

/** `Insufficient Balance`, `credit balance is too low`, `Insufficient account balance`, `no credits left`, `账户余额不足` */
const NO_CREDIT =
  /insufficient (account |user )?(balance|credits?|funds|quota)|(balance|credits?) (is )?(too low|negative|exhausted|depleted|insufficient|used up)|\b(no|not enough|out of|requires more) (remaining )?credits?\b|\b(billing|spend(ing)?|monthly spend(ing)?) (hard )?limit (has been |was |is )?(reached|exceeded)|\baccount is (overdue|in arrears|past due)|payment required|余额不足|欠费/i

/**
 * An unknown path, which does not mean an unknown model:
 * - LM Studio  `Unexpected endpoint or method. (POST /chat/completions)`
 * - OpenAI     `Invalid URL (POST /v2/chat/completions)`, `Unknown request URL`
 * - Express    `Cannot POST /chat/completions`
 * - others     `404 page not found`, `no Route matched with those values`
 */
const NO_ENDPOINT =
  /unexpected endpoint|invalid url \(|unknown (request )?(url|endpoint|path|route)|cannot (post|get) \/|invalid (route|endpoint|path)|\b(page|route|path|endpoint|url|resource)( \S{1,100})? ((was |is )?not (found|supported)|does not exist)|no route matched|no such (endpoint|route|path)/i

/**
 * - OpenRouter  `No auth credentials found`
 * - Google      `API key not valid. Please pass a valid API key.`
 * - MiniMax     `login fail: Please carry the API secret key in the 'Authorization' field`
 * - others      `Incorrect API key provided`, `Invalid token`, `Unauthorized`, `Authentication required`
 */
const WRONG_KEY =
  /(invalid|incorrect|wrong|missing|no|expired|malformed|bad) (api|access|auth|secret|authentication|authorization)[ _-]?(key|token|credentials?|header)|(api|access|auth)[ _-]?(key|token) (is |was )?(not valid|invalid|incorrect|missing|required|expired|not found)|^(\d{3} )?(unauthori[sz]ed|unauthenticated|invalid token)\b|\bauthentication (failed|required|fails)|login fail|\b(provide|provided|provide an|provided an|no) (api|access) key\b|^not authenticated|\b(bearer|api|access) token (is )?missing|^token (is )?(expired|invalid)|could not validate credentials|身份验证失败|无效的令牌/i
