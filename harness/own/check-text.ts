/** What `evalkit benchmark check` prints. */
import { count, plural, size } from '../../results/words/format.ts'
import { inGutter } from '../../results/words/gutter.ts'
import { clippedEnd } from '../../results/words/shorten.ts'
import { type BenchmarkCheck, isSound } from './check.ts'
import type { DuplicateFinding } from './duplicates.ts'

/** Findings that are shown of each kind. */
const SHOWN = 5

export function checkText(check: BenchmarkCheck): string {
  const sections = [
    head(check),
    ...prompts(check),
    ['right answers', ...gold(check)],
    ['duplicates', ...duplicates(check.duplicates)],
    ['context', ...context(check)],
    ['power', ...power(check)],
    ...(check.training === undefined ? [] : [['training data', ...training(check)]]),
    [isSound(check) ? next(check) : 'Mend what is marked with ✗, and check it again.'],
  ]
  return sections.map(([first, ...rest]) => [first, ...rest.map((line) => `  ${line}`)].join('\n')).join('\n\n')
}

function head({ benchmark, version, data, scorer, rule, groups }: BenchmarkCheck): string[] {
  const names = Object.entries(groups).map(([name, members]) => `${name} ${count(members)}`)
  return [
    `${benchmark}, version ${version}`,
    `${plural(data.samples, 'sample')} in ${data.file} (sha256 ${data.sha256.slice(0, 12)})`,
    `scored by ${scorer}${rule === undefined || rule === scorer ? '' : `, rule ${rule}`}`,
    ...(names.length === 0 ? [] : [`groups: ${names.join(', ')}`]),
  ]
}

function prompts({ prompts: shown }: BenchmarkCheck): string[][] {
  return shown.map(({ id, messages, target }) => [
    id,
    ...messages.flatMap(({ role, content }) => [`[${role}]`, ...inGutter(content).split('\n')]),
    ...(target === undefined ? [] : [`→ ${target}`]),
  ])
}

function gold({ gold: { tried, wrong, skipped } }: BenchmarkCheck): string[] {
  if (skipped !== undefined) return [`not tried: ${skipped}`]
  if (wrong.length === 0) return [`✓ all ${count(tried)} score full marks`]
  const lines = wrong.slice(0, SHOWN).flatMap(({ id, line, reply, answer, target, detail }) => {
    const head = `${id} (line ${line}): ${quoted(reply)}`
    if (detail !== undefined) return [`${head}:`, ...inGutter(detail).split('\n')]
    const read = answer === null ? 'no answer was found in it' : `the answer read is ${quoted(answer)}`
    return `${head}: ${read}${target === undefined ? '' : `, the target ${quoted(target)}`}`
  })
  return [
    `✗ ${count(wrong.length)} of ${count(tried)} do not score full marks`,
    ...lines,
    ...more(wrong.length),
    'Another score may fit better; or say with gold: how a right reply looks.',
  ]
}

function duplicates(found: readonly DuplicateFinding[]): string[] {
  if (found.length === 0) return ['✓ no question is there twice']
  const lines = found
    .slice(0, SHOWN)
    .map(({ id, of, kind, contradicts }) => `${id} = ${of}${KINDS[kind]}${contradicts ? ', with another target' : ''}`)
  return [
    `! ${plural(found.length, 'sample')} ${found.length === 1 ? 'repeats' : 'repeat'} an earlier one`,
    ...lines,
    ...more(found.length),
  ]
}

const KINDS = { exact: '', normalised: ' but for spelling', near: ' nearly' } as const

function context({ context: { longest, reply, over, limit } }: BenchmarkCheck): string[] {
  const tokens = `~ ${count(longest.tokens)} tokens`
  const needed = `the longest prompt, ${longest.id}, has ${tokens}${reply === undefined ? '' : `, and a reply up to ${count(reply)}`}`
  if (limit === undefined) return [needed]
  if (over.length === 0) return [`✓ ${needed}: all fit ${count(limit)}`]
  return [
    `✗ ${plural(over.length, 'sample')} may not fit ${count(limit)} tokens: ${over.slice(0, SHOWN).join(', ')}`,
    ...more(over.length),
    `${needed}. Shorten them, or lower generation.maxTokens.`,
  ]
}

function power({ data: { samples }, power: found }: BenchmarkCheck): string[] {
  const { range, detectable, passableMargin, margin, pass, caughtLoss, basis } = found
  const points = (value: number) => `${size(value, [...range])}`
  const gate =
    margin === undefined || pass === undefined || caughtLoss === undefined
      ? `no margin is set; an equally good model passes one of ${points(passableMargin)} with 80%`
      : `margin ${points(margin)}: an equally good model passes with ${Math.round(100 * pass)}%, a loss of ${points(caughtLoss)} is caught with 80%`
  return [
    `${plural(samples, 'sample')} show a difference of ${points(detectable)} with 80% (${basis})`,
    gate,
    ...(pass !== undefined && pass < 0.8
      ? [`! a margin of ${points(passableMargin)} passes an equally good model with 80%`]
      : []),
  ]
}

function training({ training: found, data: { samples } }: BenchmarkCheck): string[] {
  if (found === undefined) return []
  const { overlapping, records, words } = found
  const searched = `${plural(records, 'record')} searched for ${words} words in a row`
  if (overlapping.length === 0) return [`✓ no sample is in it: ${searched}`]
  const lines = overlapping.slice(0, SHOWN).map(({ id, evidence: [first] }) => `${id}: ${first?.file}:${first?.line}`)
  return [
    `! ${count(overlapping.length)} of ${plural(samples, 'sample')} are in it: ${searched}`,
    ...lines,
    ...more(overlapping.length),
    'Leave them out of the training data: evalkit contamination --remove',
  ]
}

const next = ({ benchmark }: BenchmarkCheck) =>
  `It can be run: evalkit run ${benchmark} --baseline base=… --model sft=…`

const more = (all: number) => (all > SHOWN ? [`… and ${count(all - SHOWN)} more`] : [])

const quoted = (text: string) => JSON.stringify(clippedEnd(text, 60))
