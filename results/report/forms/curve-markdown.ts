/** Curves as Markdown, for a pull request or a model card. */
import type { Curve, CurveFacts, StepDifference } from '../../schema/curve.ts'
import { code, paragraph, prose } from '../../words/escape-markdown.ts'
import { count, delta, deltaInterval, interval, pValue, score } from '../../words/format.ts'
import {
  adviceOf,
  bestSentence,
  curveTitle,
  declineSentences,
  familySentence,
  historyIds,
  historySentence,
  isMarked,
  shownLimits,
} from '../curve-words.ts'
import { drawTable } from './markdown-answer.ts'

/** Ids of each kind; all of them are in the JSON document. */
const IDS = 20

export const curvesMarkdown = ({ curves, notes }: CurveFacts): string =>
  `${[...curves.map((curve) => curveMarkdown(curve)), list(notes)].filter((part) => part !== '').join('\n\n')}\n`

/** @param level of the heading */
export function curveMarkdown(curve: Curve, level = 3): string {
  const { advice, command } = adviceOf(curve)
  const declines = declineSentences(curve).map((text) => `**${paragraph(text)}**`)
  const ids = historyIds(curve, IDS).map((line) => `- ${idLine(line)}`)
  return [
    `${'#'.repeat(level)} Score over steps: ${prose(curveTitle(curve))}`,
    table(curve),
    ...[familySentence(curve) ?? ''].map(prose),
    ...declines,
    ...[bestSentence(curve), advice].map((text) => paragraph(text ?? '')),
    command === undefined ? '' : `\`\`\`sh\n${command}\n\`\`\``,
    paragraph(historySentence(curve) ?? ''),
    ids.join('\n'),
    list(curve.notes),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const list = (texts: readonly string[]) => texts.map((text) => `- ${prose(text)}`).join('\n')

/** `learned: `gsm8k/3`, `gsm8k/17`` */
const idLine = (line: string) => line.replace(/\S+\/[^\s,]+/g, (id) => code(id))

function table({ points, changes, baseline, best, range }: Curve): string {
  const cells = (one: StepDifference | undefined, isFirst = false) => {
    if (one === undefined) return isFirst ? ['', '', ''] : ['–', '–', '–']
    const { p, holmP = p } = one
    const limits = shownLimits(one)
    const text = one.delta === undefined ? '–' : delta(one.delta, range)
    return [
      isMarked(one) ? `**${text}**` : text,
      limits === undefined ? '–' : deltaInterval(limits, range),
      holmP === undefined ? '–' : prose(pValue(holmP)),
    ]
  }
  const against = baseline === undefined ? [] : [`Δ to ${prose(baseline.model)}`, '95%', 'p']
  const head = ['step', 'score', '95%', 'n', ...against, 'Δ to before', '95%', 'p', 'learned', 'forgotten']
  const rows = points.map((point) => {
    const change = changes.find(({ to }) => to === point.step)
    return [
      point.step === best?.step ? `**${count(point.step)}** (best)` : count(point.step),
      point.score === undefined ? '–' : score(point.score, range),
      point.interval === undefined ? '–' : interval(point.interval, range),
      `${count(point.n)}${point.unscored === 0 ? '' : ` (${count(point.unscored)} unscored)`}`,
      ...(baseline === undefined ? [] : cells(point.toBaseline)),
      ...cells(change, true),
      change === undefined ? '' : count(change.gained),
      change === undefined ? '' : count(change.lost),
    ]
  })
  return drawTable([head, head.map((_, at) => (at === 0 ? ':--' : '--:')), ...rows])
}
