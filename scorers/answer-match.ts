/** The final answer of a reply, as an extraction rule reads it, against the target: 1 when equal, else 0. */
import type { Attempt, Completion, Flaw, Reading, Sample } from '../results/schema/schema.ts'
import { flawOf } from './extract/flaw.ts'
import { type SeparatedReply, separateReasoning } from './extract/reasoning/reasoning.ts'
import { openingTagOf } from './extract/reasoning/unknown-tag.ts'
import { type Extraction, type ExtractionRule, shifted } from './extract/rule.ts'
import { CHOICE_RULES, NUMBER_RULES, ruleNamed } from './extract/rules.ts'
import { runOnIn } from './extract/run-on.ts'
import type { Scorer } from './scorer.ts'

/**
 * Scores the last reply of an attempt.
 *
 * @param name of the scorer
 * @param headline the rule that makes the score
 * @param beside rules whose readings are kept beside it
 */
export function answerMatch(name: string, headline: ExtractionRule, beside: readonly ExtractionRule[]): Scorer {
  const rules = [headline, ...beside.filter((rule) => rule !== headline)]
  return {
    name,
    range: [0, 1],
    needs: [],
    rule: headline.name,
    ...(headline.prepare && { prepare: headline.prepare }),
    withRule: (other) => answerMatch(name, ruleNamed(other, rules), rules),
    async score({ turns }, sample) {
      const completion = turns.at(-1)?.completion
      if (completion === undefined) throw new TypeError(`${sample.id}: an attempt without a reply`)
      const targets = [targetOf(sample), ...(sample.alternatives ?? [])]
      const prompt = lastPrompt(turns)
      const reply = separateReasoning(completion)
      const flaw = flawOf(completion, reply)
      const runOn = runOnIn(reply)
      const openingTag = openingTagOf(completion, reply)
      const ended = runOn === null ? reply : { ...reply, answer: reply.answer.slice(0, runOn.at - reply.start) }
      const read = async (rule: ExtractionRule) =>
        readingOf(rule, await computed(extractBy(rule, completion, ended, flaw, prompt)), targets)
      const headlineReading = await read(headline)
      const besides = await Promise.all(rules.slice(1).map(async (rule) => [rule.name, await read(rule)]))
      return {
        ...headlineReading,
        rule: headline.name,
        ...(flaw !== undefined && { flaw }),
        ...(runOn !== null && { runOn }),
        ...(openingTag && { openingTag }),
        readings: { [headline.name]: headlineReading, ...Object.fromEntries(besides) },
      }
    },
  }
}

/** The last message that was sent: it lists the options, where a question has some. */
function lastPrompt(turns: Attempt['turns']): string {
  const prompt = turns.at(-1)?.prompt ?? ''
  return typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? '')
}

function targetOf({ id, target }: Sample): string {
  if (target === undefined) throw new TypeError(`${id}: a sample without a target`)
  return target
}

/** Upstream rules know no thinking and no cut. By ours a cut reply has answered only where it marked its answer. */
function extractBy(
  rule: ExtractionRule,
  { text }: Completion,
  { answer, start }: SeparatedReply,
  flaw: Flaw | undefined,
  prompt: string,
): Extraction | null {
  if (rule.reads === 'raw') return rule.extract(text)
  if (flaw === 'refused') return null
  const found = rule.extract(answer, prompt)
  if (found === null || (flaw === 'truncated' && !found.explicit)) return null
  return shifted(flaw === 'truncated' ? beforeTheCut(rule, answer, found, prompt) : found, start)
}

/** `The answer is 42. The answer is 4`, cut in mid-number: what an earlier mark says, if there is one, is whole. */
function beforeTheCut(rule: ExtractionRule, answer: string, found: Extraction, prompt: string): Extraction {
  const { span, mark = span, isWhole = false } = found
  if (isWhole || answer.slice(span[1]).trim() !== '') return found
  const earlier = rule.extract(answer.slice(0, Math.min(mark[0], span[0])), prompt)
  return earlier?.explicit ? earlier : found
}

/** A calculation that was marked, as the number it comes to. */
const computed = (found: Extraction | null) => found?.evaluate?.() ?? found

/** Equal to one of several right answers is equal; the comparison is the one that says so, or else the first. */
async function readingOf(rule: ExtractionRule, found: Extraction | null, targets: readonly string[]): Promise<Reading> {
  if (found === null) return { answer: null, value: 0 }
  const { answer, via, span, mark } = found
  const shared = { answer, via, span, ...(mark && { mark }) }
  if (rule.compare === undefined) return { ...shared, value: targets.some((one) => rule.equal(answer, one)) ? 1 : 0 }
  let first: Reading | undefined
  for (const target of targets) {
    const { equal, ...comparison } = await rule.compare(answer, target)
    if (equal) return { ...shared, value: 1, comparison }
    first ??= { ...shared, value: 0, comparison }
  }
  return first as Reading // every sample has a target
}

export const multipleChoice = (headline: ExtractionRule, beside: readonly ExtractionRule[] = CHOICE_RULES): Scorer =>
  answerMatch('multiple-choice', headline, beside)

export const numericMatch = (headline: ExtractionRule, beside: readonly ExtractionRule[] = NUMBER_RULES): Scorer =>
  answerMatch('numeric-match', headline, beside)
