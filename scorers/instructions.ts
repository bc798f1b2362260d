/**
 * Instructions that a reply follows or not, each by a rule (Zhou et al. 2023, arXiv:2311.07911): 1 when it follows all of its
 * prompt, else 0.
 *
 * Measured on the verdicts of the authors' own program about 2,700 replies of five models: 99.84% of 8,320 agree, strict and
 * loose. Two that do not are sentences as punkt would count them, four are languages of texts about which langdetect itself wavers
 * from run to run. Seven are letters such as `#`, in whose place the authors' program of 2024 drew a letter at random; their
 * program of today counts them, and so does this.
 */
import { UsageError } from '../results/errors.ts'
import type { Completion, Instruction, InstructionVerdict, Reading, Sample } from '../results/schema/schema.ts'
import { flawOf } from './extract/flaw.ts'
import { separateReasoning } from './extract/reasoning/reasoning.ts'
import { openingTagOf } from './extract/reasoning/unknown-tag.ts'
import { runOnIn } from './extract/run-on.ts'
import type { TextTools } from './instructions/check.ts'
import { KINDS } from './instructions/kinds.ts'
import { LOOSE_FORMS } from './instructions/loose.ts'
import type { Scorer } from './scorer.ts'

const STRICT = 'ifeval'
const LOOSE = 'ifeval/loose'

/** Scores the last reply of an attempt, without its reasoning. */
export function instructions(rule = STRICT): Scorer {
  return {
    name: 'instructions',
    range: [0, 1],
    needs: [],
    rule,
    withRule: (other) => {
      if (other === STRICT || other === LOOSE) return instructions(other)
      throw new UsageError(`there is no rule "${other}" here`, { hint: `There are: ${STRICT}, ${LOOSE}.` })
    },
    prepare: (samples) => textTools(samples.flatMap(instructionsOf)),
    async score({ turns }, sample) {
      const completion = turns.at(-1)?.completion
      if (completion === undefined) throw new TypeError(`${sample.id}: an attempt without a reply`)
      const reply = separateReasoning(completion)
      const flaw = flawOf(completion, reply)
      const runOn = runOnIn(reply, 'tokens')
      const openingTag = openingTagOf(completion, reply)
      const text = isRefused(completion)
        ? ''
        : reply.answer.slice(0, runOn === null ? undefined : runOn.at - reply.start)
      const verdicts = await verdictsOn(text, instructionsOf(sample))
      const answer = text.trim() === '' ? null : text
      const readings: Readonly<Record<string, Reading>> = {
        [STRICT]: { answer, value: verdicts.every(({ strict }) => strict) ? 1 : 0 },
        [LOOSE]: { answer, value: verdicts.every(({ loose }) => loose) ? 1 : 0 },
      }
      return {
        value: readings[rule]?.value ?? 0,
        answer,
        rule,
        ...(flaw !== undefined && { flaw }),
        ...(runOn !== null && { runOn }),
        ...(openingTag && { openingTag }),
        readings: { ...readings },
        instructions: verdicts,
      }
    },
  }
}

const isRefused = ({ refusal }: Completion) => refusal !== undefined && refusal !== ''

function instructionsOf({ id, instructions: given = [] }: Sample): readonly Instruction[] {
  if (given.length === 0) throw new TypeError(`${id}: a sample without instructions`)
  return given
}

/** An empty reply follows nothing. Loosely followed: by the reply, or by another form of it that is not empty. */
async function verdictsOn(text: string, given: readonly Instruction[]): Promise<InstructionVerdict[]> {
  const tools = await textTools(given)
  return given.map(({ kind, args }) => {
    const rule = KINDS[kind]
    if (rule === undefined) throw new TypeError(`there is no kind of instruction ${kind}`)
    if (text.trim() === '') return { kind, strict: false, loose: false, found: 'the reply is empty' }
    const { followed, found } = rule.check(text, args, tools)
    if (followed) return { kind, strict: true, loose: true, found }
    for (const { form, by } of LOOSE_FORMS) {
      const other = form(text)
      if (other.trim() !== '' && rule.check(other, args, tools).followed) {
        return { kind, strict: false, loose: true, found, by }
      }
    }
    return { kind, strict: false, loose: false, found }
  })
}

const NEEDS_LANGUAGE = new Set([
  'language:response_language',
  'change_case:english_capital',
  'change_case:english_lowercase',
])

/** The profiles of languages are 2 MB, and most prompts need none. */
async function textTools(given: readonly Instruction[]): Promise<TextTools> {
  const needsLanguage = given.some(({ kind }) => NEEDS_LANGUAGE.has(kind))
  return { language: needsLanguage ? (await import('./instructions/language-detector.ts')).detectLanguage : () => null }
}
