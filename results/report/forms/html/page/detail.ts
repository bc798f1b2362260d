/** One sample: what was asked, and the answers side by side. */
import type { PageTrial, PageVerdict, PageView } from '../page-data.ts'
import { element } from './dom.ts'
import type { Row } from './rows.ts'

export function detailOf(row: Row, view: PageView): HTMLElement {
  const { sample, before, after, outcome, change } = row
  const command = `evalkit show ${view.after.folder} ${sample.id}`
  const facts = [
    sample.group,
    sample.target === undefined ? undefined : `right answer: ${sample.target}`,
    change === '' ? outcome : `${outcome}, ${change}`,
    view.flips[sample.id]?.[2],
  ]
  return element(
    'article',
    {},
    element('h3', { tabindex: -1 }, sample.id),
    element('p', { class: 'facts' }, facts.filter(Boolean).join(' · ')),
    ...promptParts(sample.prompts),
    element(
      'div',
      { class: before === undefined ? 'answers' : 'answers two' },
      ...(view.before === undefined || before === undefined ? [] : [side(view.before.name, before)]),
      side(view.after.name, after),
    ),
    element('p', { class: 'command' }, element('code', {}, command)),
  )
}

function promptParts(prompts: readonly string[]): HTMLElement[] {
  if (prompts.length === 0) return []
  const open = prompts.join('').length < 1200
  const texts = prompts.map((prompt, turn) => named(prompts.length > 1 ? `turn ${turn + 1}` : '', prompt))
  return [element('details', { open }, element('summary', {}, 'Prompt'), ...texts)]
}

function side(name: string, trials: readonly PageTrial[]): HTMLElement {
  const parts = trials.length === 0 ? [element('p', {}, 'no trial')] : trials.flatMap(trialParts)
  return element('section', { 'aria-label': name }, element('h4', {}, name), ...parts)
}

function trialParts(trial: PageTrial): HTMLElement[] {
  const { r, p = [], k = [], t, s, j = [] } = trial
  const line = element(
    'p',
    { class: `outcome ${fate(trial)}` },
    `${r === undefined ? '' : `repeat ${r}: `}${words(trial)}`,
  )
  if (t === undefined) return [line, leftOut('The reply is left out to keep this file small; evalkit show has it.')]
  if (t.length === 0 && trial.v !== undefined) return [line, leftOut('The reply is not kept: a stored baseline.')]
  return [
    line,
    ...p.map((prompt) => element('details', {}, element('summary', {}, 'Prompt of this answer'), named('', prompt))),
    ...t.flatMap((reply, turn) => [
      ...(k[turn] ? [element('details', {}, element('summary', {}, 'Thinking'), named('', k[turn]))] : []),
      replyPart(reply, turn === t.length - 1 ? s : undefined, t.length > 1 ? `turn ${turn + 1}` : ''),
      ...j.filter((verdict) => verdict.t === turn + 1).map(verdictPart),
    ]),
  ]
}

const leftOut = (words: string) => element('p', { class: 'left-out' }, words)

/** The rating is seen at once, and what the judge said unfolds. */
function verdictPart({ b, v, s }: PageVerdict): HTMLElement {
  const texts = s.map((text, at) => named(at === 0 ? '' : 'asked again', text === '' ? '(no text)' : text))
  return element('details', { class: 'judge' }, element('summary', {}, `${b}: ${v}`), ...texts)
}

const fate = ({ v, u }: PageTrial) => (u !== undefined ? 'open' : v === 0 ? 'bad' : v === 1 ? 'good' : 'plain')

function words({ v, u, m, a, f, g, n, j }: PageTrial): string {
  if (u !== undefined) return `not scored (${u}): ${m ?? ''}`
  const answer =
    a === undefined ? [] : [a === null ? 'no answer found' : `${j === undefined ? 'answer' : 'rated'} ${a}`]
  const tokens = n === undefined ? [] : [`${n} tokens`]
  return [
    `score ${v}`,
    ...(g === undefined ? [] : [`program ${g}`]),
    ...answer,
    ...(f === undefined ? [] : [f]),
    ...tokens,
  ].join(' · ')
}

/** The part taken as the answer is marked. */
function replyPart(reply: string, span: readonly [number, number] | undefined, title: string): HTMLElement {
  if (reply === '') return named(title, '(no text)')
  if (span === undefined || span[1] > reply.length) return named(title, reply)
  const [from, to] = span
  return named(title, reply.slice(0, from), element('mark', {}, reply.slice(from, to)), reply.slice(to))
}

const named = (title: string, ...text: readonly (Node | string)[]) =>
  element(
    'div',
    { class: 'text' },
    title === '' ? undefined : element('h5', {}, title),
    element('pre', { dir: 'auto' }, ...text),
  )
