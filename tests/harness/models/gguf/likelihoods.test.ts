import type { Token } from 'node-llama-cpp'
import { afterAll, describe, expect, it } from 'vitest'
import { bundledFile } from '../../../../benchmarks/bundled.ts'
import { openGguf } from '../../../../harness/models/gguf/gguf.ts'
import { splitTokens } from '../../../../harness/models/gguf/likelihoods.ts'
import { importLlamaCpp, loadModel } from '../../../../harness/models/gguf/llama-cpp.ts'
import type { Likelihood } from '../../../../results/schema/schema.ts'

const DIRECT = bundledFile('wordproblems/tiny-sft-direct.gguf')
const PROMPT = 'Question: Ann has 3 apples and gets 4 more. How many has she?\nAnswer:'
const OPTIONS = [' 7', ' 12', ' Ann has 3+4=7 apples.\n#### 7', ' 7 apples', ' none']

const obstacle = await loadModel(DIRECT, { vocabOnly: true }, importLlamaCpp).then(
  (model) => void model.dispose(),
  (error) => (error as Error).message,
)

/** Letters as tokens, `ab` as one. */
const encode = (text: string) =>
  (text.match(/ab|./gs) ?? []).map(
    (piece) => [...piece].reduce((sum, letter) => 256 * sum + letter.charCodeAt(0), 0) as Token,
  )
const split = (context: string, continuation: string, start: Token | null = null) => {
  const parts = splitTokens(encode, context, continuation, start)
  const spell = (tokens: readonly number[]) =>
    tokens.map((token) => (token > 255 ? 'ab' : String.fromCharCode(token))).join('|')
  return `${spell(parts.context)} + ${spell(parts.continuation)}`
}

describe('splitTokens', () => {
  it.each([
    ['xy', ' b', 'x|y +  |b'],
    ['xy', 'ab', 'x|y + ab'],
    ['xy ', 'b', 'x|y +  |b'],
    ['xy \n', 'b', 'x|y +  |\n|b'],
    // A token over the boundary: what follows the number of tokens of the context counts.
    ['xa', 'bc', 'x|ab + c'],
  ])('splits %j and %j into %s', (context, continuation, parts) => expect(split(context, continuation)).toBe(parts))

  it('starts an empty prompt with the token that the model starts texts with', () => {
    expect(split('', 'b', 60 as Token)).toBe('< + b')
    expect(() => split('', 'b')).toThrow('the prompt is empty')
  })

  it('refuses a continuation that merges into the prompt', () =>
    expect(() => split('xa', 'b')).toThrow('an option of 1 character has no token of its own'))
})

describe.skipIf(obstacle !== undefined)('the log-likelihoods of a GGUF model', async () => {
  const model = await openGguf({ label: 'tiny', name: DIRECT }, { api: 'completions', sequences: 2 })
  afterAll(() => model.close?.())

  const measure = async (continuations: readonly string[], prompt = PROMPT, signal?: AbortSignal) => {
    const trial = { sampleId: 'a/0', repeat: 1, turn: 1 }
    return model.complete({ prompt, continuations, generation: {}, trial }, signal)
  }
  const sums = ({ likelihoods = [] }: { likelihoods?: Likelihood[] }) => likelihoods.map((one) => one.logLikelihood)

  it('are those of the softmax over all logits', async () => {
    const library = await loadModel(DIRECT, {}, importLlamaCpp)
    const context = await library.createContext({ threads: 1 })
    const sequence = context.getSequence()
    const expected: number[] = []
    for (const option of OPTIONS) {
      await sequence.clearHistory()
      const tokens = library.tokenize(PROMPT + option, true)
      const output = await sequence.controlledEvaluate(
        tokens.map((token) => [token, { generateNext: { logits: true } }]),
      )
      const from = library.tokenize(PROMPT, true).length
      expected.push(
        tokens.slice(from).reduce((sum, token, at) => {
          const logits = output[from + at - 1]?.next.logits as Map<Token, number>
          const total = [...logits.values()].reduce((all, logit) => all + Math.exp(logit), 0)
          return sum + (logits.get(token) as number) - Math.log(total)
        }, 0),
      )
    }
    await library.dispose()
    const found = sums(await measure(OPTIONS))
    for (const [at, sum] of found.entries()) expect(sum).toBeCloseTo(expected[at] as number, 4)
    expect(found.every((sum) => sum < 0)).toBe(true)
  })

  it('count the tokens of each option, and name the most likely one as the reply', async () => {
    const reply = await measure(OPTIONS)
    expect(reply.likelihoods?.map(({ tokens }) => tokens)).toEqual([2, 3, 15, 3, 3])
    const best = Math.max(...sums(reply))
    expect(reply.text).toBe(reply.likelihoods?.find((one) => one.logLikelihood === best)?.text)
    expect(reply).toMatchObject({ finishReason: 'stop', usage: { outputTokens: 0 } })
  })

  it('are the same alone, together, in another order, and among other requests', async () => {
    const together = sums(await measure(OPTIONS))
    const turned = sums(await measure([...OPTIONS].reverse())).reverse()
    const alone = []
    for (const option of OPTIONS) alone.push(...sums(await measure([option])))
    const among = await Promise.all([measure(OPTIONS), measure([' x'], 'Another question'), measure(OPTIONS)])
    for (const [at, sum] of together.entries()) {
      for (const other of [turned, alone, sums(among[0]), sums(among[2])]) expect(other[at]).toBeCloseTo(sum, 5)
    }
  })

  it('add up to 1 over all next tokens, and shrink with each further token', async () => {
    const [short = 0, long = 0] = sums(await measure([' 7', ' 7 apples']))
    expect(long).toBeLessThan(short)
    const digits = sums(await measure([...'0123456789'], 'The number is 1'))
    expect(digits.reduce((sum, one) => sum + Math.exp(one), 0)).toBeLessThanOrEqual(1)
  })

  it('do not depend on where a space stands: at the end of the prompt, or before the option', async () => {
    const [before] = sums(await measure([' 7']))
    expect(sums(await measure(['7'], `${PROMPT} `))).toEqual([before])
  })

  it('are refused for a prompt that does not fit with its options', async () => {
    await expect(measure([' 1'.repeat(20)], '1'.repeat(2020))).rejects.toThrow('and the model’s context 2048')
  })

  it('end at once when aborted, and the next request is answered', async () => {
    const stopped = new Error('stopped')
    await expect(measure(OPTIONS, PROMPT, AbortSignal.abort(stopped))).rejects.toBe(stopped)
    expect(sums(await measure(OPTIONS))).toHaveLength(OPTIONS.length)
  })
})
