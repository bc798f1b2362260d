/**
 * A completions server with a language model so small that its log-probabilities can be worked out by hand, which echoes prompts as
 * vLLM does, or as servers do that get it wrong.
 *
 * Each word has one successor, with probability ½: red, blue, seven, apples, and, red, and so on; after any other word comes red. What is not
 * the successor has a log-probability of −1 minus its length.
 */
import { type FakeAnswer, type FakeRequest, fakeOpenAi, raw, status } from './fake-openai.ts'

const BOS = '<s>'
const SUCCESSORS = [' red', ' blue', ' seven', ' apples', ' and']

/** Words with the space before them; other characters one by one. */
const wordsOf = (text: string): string[] => text.match(/ ?[A-Za-z]+|[\s\S]/g) ?? []

const successor = (word: string) => SUCCESSORS[(SUCCESSORS.indexOf(word) + 1) % SUCCESSORS.length] as string

const logProbability = (word: string, before: string): number =>
  word === successor(before) ? Math.log(0.5) : -1 - word.length

/** By hand: the sum over the words of a continuation. */
export function logLikelihood(context: string, continuation: string): number {
  const before = wordsOf(context).at(-1) as string
  const words = wordsOf(continuation)
  return words.reduce((sum, word, at) => sum + logProbability(word, words[at - 1] ?? before), 0)
}

export interface EchoBehavior {
  /**
   * `right` as vLLM; `generated` leaves out the prompt, as llama-server; `next` gives each token the value of its place and not of the one
   * before, as llama-cpp-python; `constant` gives each token −1; `silent` gives no values; `refused` refuses echo; `gaps` has null inside.
   */
  readonly values?: 'right' | 'generated' | 'next' | 'constant' | 'silent' | 'refused' | 'gaps'
  /** Whether several prompts may be asked about at once. Default: yes. */
  readonly lists?: boolean
  /** `/tokenize`: right, absent, or without the token at the start, which the model sees. Default: right. */
  readonly tokenize?: 'right' | 'absent' | 'without-start'
  /** Whether the token generated after a prompt has a value too. Default: yes. */
  readonly tail?: boolean
  /** Answers in place of the server from this benchmark request on. */
  readonly instead?: (request: FakeRequest, call: number) => FakeAnswer | undefined
}

export async function echoServer({
  values = 'right',
  lists = true,
  tokenize = 'right',
  tail = true,
  instead,
}: EchoBehavior = {}) {
  const valuesOf = (tokens: readonly string[], from: number, isEchoed: boolean) =>
    tokens.slice(from).map((token, index) => {
      const at = from + index
      if (values === 'constant') return -1
      if (at === 0 || (values === 'gaps' && at === 9)) return null
      return values === 'next' && isEchoed
        ? logProbability(token, token)
        : logProbability(token, tokens[at - 1] as string)
    })

  function complete(prompt: string, index: number, body: { max_tokens: number; echo?: boolean }) {
    const tokens = [BOS, ...wordsOf(prompt)]
    const asked = tokens.length
    while (tokens.length < asked + body.max_tokens) tokens.push(successor(tokens.at(-1) as string))
    const written = tokens.slice(asked).join('')
    const isEchoed = body.echo === true && values !== 'generated'
    const shown = isEchoed && !tail ? tokens.slice(0, asked) : tokens
    return {
      index,
      text: isEchoed ? prompt + written : written,
      finish_reason: 'length',
      logprobs: values === 'silent' ? null : { token_logprobs: valuesOf(shown, isEchoed ? 0 : asked, isEchoed) },
    }
  }

  const server = await fakeOpenAi((request, call) => {
    const { path, body } = request
    const other = instead?.(request, call)
    if (other !== undefined) return other
    if (path === '/tokenize') {
      if (tokenize === 'absent') return status(404, 'Not Found')
      const count = wordsOf(body.prompt).length + (tokenize === 'right' ? 1 : 0)
      return { count, max_model_len: 2048 }
    }
    if (body.echo && values === 'refused') return status(400, 'echo and logprobs cannot be used together')
    if (Array.isArray(body.prompt) && !lists) return status(500, 'list index out of range')
    const prompts: string[] = [body.prompt].flat()
    const choices = prompts.map((prompt, index) => complete(prompt, index, body))
    const promptTokens = prompts.reduce((sum, prompt) => sum + wordsOf(prompt).length + 1, 0)
    return raw(
      200,
      { 'content-type': 'application/json' },
      // The order of the choices is the server's own.
      JSON.stringify({
        model: 'tiny',
        choices: choices.reverse(),
        usage: { prompt_tokens: promptTokens, completion_tokens: prompts.length * body.max_tokens },
      }),
    )
  })
  return server
}
