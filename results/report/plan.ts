/** A plan for a terminal or a log of 100 columns, as text: what it takes, and what it could see. */

import type { BenchmarkPlan, DesignPlan, Expense, Plan } from '../schema/plan.ts'
import * as format from '../words/format.ts'
import { plural } from '../words/format.ts'
import { wrapped } from '../words/wrap.ts'
import { drawTable, type TextOptions } from './layout.ts'

export function planText(plan: Plan, options: TextOptions = {}): string {
  const { benchmarks, total } = plan
  const expenses = benchmarks.map((each) => [each.benchmark, size(each), ...expenseCells(each)])
  const sums = benchmarks.length > 1 ? [['all', '', ...expenseCells(total)]] : []
  return [
    drawTable(
      ['cost', 'samples', 'requests', 'of judges', 'input\ntokens', 'output\ntokens', 'price', 'time'],
      [...expenses, ...sums],
      ['left', ...Array(7).fill('right')],
      options,
    ),
    '',
    drawTable(
      ['power', 'margin', 'an equal\nmodel passes', 'loss caught\nwith 80%', 'difference\nseen with 80%', 'from'],
      benchmarks.map(sightCells),
      ['left', ...Array(4).fill('right'), 'left'],
      options,
    ),
    '',
    ...designTable(plan, options),
    ...notesOn(plan).flatMap((text) => wrapped(text, '', options)),
  ].join('\n')
}

const size = ({ samples, repeats }: BenchmarkPlan) =>
  repeats === 1 ? format.count(samples) : `${format.count(samples)} × ${repeats}`

function expenseCells({
  requests,
  judgeRequests,
  inputTokens,
  outputTokens,
  atMost,
  cost,
  currency,
  timeMs,
}: Expense): string[] {
  const bound = atMost ? '≤ ' : ''
  return [
    format.count(requests),
    format.count(judgeRequests),
    format.magnitude(inputTokens),
    outputTokens === undefined ? 'unknown' : `${bound}${format.magnitude(outputTokens)}`,
    cost === undefined ? 'unknown' : `${bound}${format.money(cost, currency)}`,
    format.duration(timeMs),
  ]
}

function sightCells({ benchmark, margin, range, pass, caughtLoss, detectable, basis, tier }: BenchmarkPlan): string[] {
  return [
    tier === 'advisory' ? `${benchmark} (advisory)` : benchmark,
    format.size(margin, range),
    chance(pass),
    format.size(caughtLoss, range),
    format.size(detectable, range),
    basis,
  ]
}

/** Ways to gate, where there is something to gate. */
function designTable({ designs = [], benchmarks }: Plan, options: TextOptions): string[] {
  if (designs.length === 0) return []
  const required = benchmarks.filter(({ tier }) => tier === 'required').length
  const passes = required > 1 ? `an equal model\npasses all ${required}` : 'an equal\nmodel passes'
  return [
    drawTable(
      ['a gate by design', passes, 'requests\nof a gate', 'once, for\nthe baseline'],
      designs.map(({ name, passAll, requests, once }) => [
        DESIGNS[name],
        chance(passAll),
        `${name === 'single' || name === 'A' ? '' : '~ '}${format.count(requests)}`,
        once === undefined ? '' : format.count(once),
      ]),
      ['left', ...Array(3).fill('right')],
      options,
    ),
    '',
  ]
}

const DESIGNS: Readonly<Record<DesignPlan['name'], string>> = {
  single: 'single shot',
  A: 'A: stored baseline with 8 answers',
  B: 'B: --escalate, 1 → 2 → 4',
  'A+B': 'A + B',
  C: 'C: --early-stop',
}

/** Which to take, and what would have to change for it. */
function designRemarks({ designs = [], power = 0, cheapest, benchmarks }: Plan): string[] {
  if (designs.length === 0) return []
  const greedy = benchmarks
    .filter(({ tier, greedy }) => tier === 'required' && greedy)
    .map(({ benchmark }) => benchmark)
  const best = designs.toSorted((a, b) => b.passAll - a.passAll)[0]
  const found = designs.find(({ name }) => name === cheapest)
  return [
    found === undefined
      ? `No design passes an equal model with ${chance(power)}; ${DESIGNS[best?.name ?? 'single']} comes closest, with ${chance(best?.passAll ?? 0)}.`
      : `Cheapest design with at least ${chance(power)}: ${DESIGNS[found.name]}, ${format.count(found.requests)} requests for a gate` +
        `${found.once === undefined ? '' : `, after ${format.count(found.once)} for the baseline`}.`,
    ...(greedy.length > 0
      ? [
          `A and B need replies that vary: ${greedy.join(', ')} would be asked at temperature 0; add --protocol gate where the benchmark has it.`,
        ]
      : []),
  ]
}

function notesOn(plan: Plan): string[] {
  const { benchmarks, models, judges, concurrency, latencyMs, passAll, unpriced, total } = plan
  const required = benchmarks.filter(({ tier }) => tier === 'required')
  return [
    `${plural(models.length, 'model')}${judges.length > 0 ? `, judged by ${judges.join(', ')}` : ''}; ${concurrency} requests ` +
      `at once, ${format.duration(latencyMs)} each where it was not measured.`,
    ...(passAll !== undefined && required.length > 1
      ? [
          `An equal model passes all ${required.length} required gates with a chance of ${chance(passAll).replace('>', 'more than').replace('<', 'less than')}.`,
        ]
      : []),
    ...designRemarks(plan),
    ...benchmarks.flatMap(advice),
    ...(unpriced.length > 0
      ? [`No price is known of ${unpriced.join(', ')}: name it in the config under prices.`]
      : []),
    ...(total.atMost ? ['≤: every reply as long as it may be; --output-tokens or --from RUN RUN tells better.'] : []),
    ...(benchmarks.some(({ basis }) => basis.includes('assumed'))
      ? [
          'Assumed: as two checkpoints of one model usually differ; --discordance, --deviation or --from RUN RUN tells better.',
        ]
      : []),
  ]
}

function advice({ benchmark, repeats, questionsNeeded, repeatsNeeded, samples }: BenchmarkPlan): string[] {
  const ways = [
    questionsNeeded === undefined ? [] : `${format.count(questionsNeeded)} samples instead of ${format.count(samples)}`,
    repeatsNeeded === undefined ? [] : `${repeatsNeeded} repeats instead of ${repeats}`,
  ].flat()
  if (ways.length === 0) return []
  return [`${benchmark}: an equal model would pass with 80% from ${ways.join(', or ')}; or with a wider margin.`]
}

/** No chance is certain. */
function chance(share: number): string {
  if (share > 0.99) return '> 99%'
  return share < 0.01 ? '< 1%' : `${Math.round(100 * share)}%`
}
