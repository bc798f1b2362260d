/** Diagnoses a misconfigured server from its replies: one sentence per problem, once per run. */
import type { Completion, Prompt, SampleRecord } from '../../results/schema/schema.ts'

/** Fewest replies for a diagnosis. */
const FEWEST = 3
/** Replies after which the first diagnosis is made, so that a long run reports problems early. */
const FIRST_LOOK = 20
/** Share of replies that makes a server problem of something models do occasionally. */
const NEARLY_ALL = 0.9
/** Ratio of the longest to the shortest prompt with the same token count, from which the server truncates prompts. */
const UNLIKE = 1.5
/** Characters of the prompt that an echoing reply begins with. */
const LONGEST_ECHO = 500
const SHORTEST_ECHO = 20

type Kind = 'reasoning' | 'cut' | 'echo'

/** Prompts with one token count. */
interface Alike {
  prompts: number
  shortest: number
  longest: number
}

export class ServerDiagnosis {
  #replies = 0
  #reasoningAlone = 0
  #echoes = 0
  readonly #byTokens = new Map<number, Alike>()
  #mostTokens = 0
  readonly #told = new Set<Kind>()

  /** @returns problems to report now; cached replies are skipped, since they may be old */
  add({ attempt }: Pick<SampleRecord, 'attempt'>): string[] {
    const before = this.#replies
    for (const { prompt, completion } of attempt.turns) if (!completion.cached) this.#count(prompt, completion)
    return before < FIRST_LOOK && this.#replies >= FIRST_LOOK ? this.sentences() : []
  }

  #count(prompt: Prompt, { text, reasoning = '', usage, finishReason }: Completion): void {
    this.#replies++
    if (text.trim() === '' && reasoning.trim() !== '' && finishReason === 'stop') this.#reasoningAlone++
    if (beginsWith(text, lastOf(prompt))) this.#echoes++
    const tokens = usage?.inputTokens
    if (tokens === undefined || tokens === 0) return
    const length = lengthOf(prompt)
    const alike = this.#byTokens.get(tokens) ?? { prompts: 0, shortest: length, longest: length }
    alike.prompts++
    alike.shortest = Math.min(alike.shortest, length)
    alike.longest = Math.max(alike.longest, length)
    this.#byTokens.set(tokens, alike)
    this.#mostTokens = Math.max(this.#mostTokens, tokens)
  }

  /** @returns problems not reported yet */
  sentences(): string[] {
    const found: [Kind, string | undefined][] = [
      ['reasoning', this.#reasoning()],
      ['cut', this.#cutPrompts()],
      ['echo', this.#echo()],
    ]
    return found.flatMap(([kind, sentence]) => {
      if (sentence === undefined || this.#told.has(kind)) return []
      this.#told.add(kind)
      return [sentence]
    })
  }

  #reasoning(): string | undefined {
    if (!this.#isNearlyAll(this.#reasoningAlone)) return undefined
    const share =
      this.#reasoningAlone === this.#replies ? `all ${this.#replies}` : `${this.#reasoningAlone} of ${this.#replies}`
    return `${share} replies are reasoning without an answer: the server seems to take answers for reasoning. Start it without its reasoning parser (--reasoning-parser), or with the one of this model.`
  }

  /** Detects truncation: a server that truncates reports the same token count for all prompts that are too long. */
  #cutPrompts(): string | undefined {
    const alike = this.#byTokens.get(this.#mostTokens)
    if (alike === undefined || alike.prompts < FEWEST || alike.longest < UNLIKE * alike.shortest) return undefined
    const { prompts, shortest, longest } = alike
    return `${prompts} prompts of ${shortest} to ${longest} characters all cost ${this.#mostTokens} tokens: the server seems to cut prompts. Give it a longer context (Ollama: OLLAMA_CONTEXT_LENGTH or num_ctx).`
  }

  #echo(): string | undefined {
    if (!this.#isNearlyAll(this.#echoes)) return undefined
    return `${this.#echoes} of ${this.#replies} replies begin with their prompt: the server sends prompts back. Switch that off (echo, return_full_text), or answers are looked for in the questions.`
  }

  #isNearlyAll = (count: number) => count >= FEWEST && count >= NEARLY_ALL * this.#replies
}

const lastOf = (prompt: Prompt) => (typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? ''))

const lengthOf = (prompt: Prompt) =>
  typeof prompt === 'string' ? prompt.length : prompt.reduce((sum, { content }) => sum + content.length, 0)

function beginsWith(text: string, prompt: string): boolean {
  const start = prompt.trim().slice(0, LONGEST_ECHO)
  return start.length >= SHORTEST_ECHO && text.trimStart().startsWith(start)
}
