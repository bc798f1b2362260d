/**
 * `npm run bench:statistics`: how often the statistics are right, on invented results that look like the five benchmarks.
 * Seeded: the tables are the same each time. `npm run bench:statistics -- 500` tries 500 exams instead of 4,000, and fewer
 * where an exam takes long.
 */
import { plainTable } from '../results/report/forms/terminal.ts'
import type { Interval } from '../results/schema/schema.ts'
import { Moments } from '../results/statistics/moments.ts'
import { gateOdds } from '../results/statistics/power.ts'
import { checkpointTable } from './bench/checkpoints.ts'
import { designTable } from './bench/design-table.ts'
import {
  ALPHA,
  type Finding,
  type Look,
  lookAtCategories,
  lookAtRepeats,
  lookAtShares,
  lookAtTurns,
} from './bench/findings.ts'
import { lookTable } from './bench/looks.ts'
import { markTable } from './bench/marks.ts'
import { discordance, type Exam, luckOf, ratingExam, type ShareExam, shareExam } from './bench/simulated.ts'
import { skewTable } from './bench/skew.ts'

const TRIALS = Number(process.argv[2] ?? 4_000)

interface Case {
  readonly name: string
  readonly margin: number
  readonly exam: Exam
  readonly look: Look
  /** Pairs that only one of two equal models answers right; where there are ten, coverage is held to 96% from above too. */
  readonly discordant?: number
  /** One of the five that are gated together. */
  readonly gated: boolean
}

const gsm8k = { questions: 1319, repeats: 1, mean: 0.8, luck: 0.07, unlike: 0.1 }
const humaneval = { questions: 164, repeats: 1, mean: 0.65, luck: 0.09, unlike: 0.1 }
const gpqa = { questions: 198, repeats: 1, mean: 0.45, luck: 0.26, unlike: 0.1 }
const mmlu = { questions: 14_042, repeats: 1, mean: 0.7, luck: 0.11, unlike: 0.1 }
const ifeval = { questions: 541, repeats: 1, mean: 0.72, luck: 0.1, unlike: 0.1 }
const math500 = { questions: 500, repeats: 1, mean: 0.6, luck: 0.11, unlike: 0.1 }
const arcChallenge = { questions: 1172, repeats: 1, mean: 0.5, luck: 0, unlike: 0.24 }
const hellaswag = { questions: 10_042, repeats: 1, mean: 0.7, luck: 0, unlike: 0.19 }
const mtBench = { categories: [80], turns: 2, mean: 7.8, question: 1.3, strength: 0.9, answer: 1.5 }
const alignBench = { ...mtBench, categories: [112, 92, 124, 116, 75, 68, 58, 38], turns: 1, mean: 6.5, question: 1.6 }
const alignWeights = [1 / 4, 1 / 4, ...Array(6).fill(1 / 12)]

const onceEach = (name: string, margin: number, exam: ShareExam): Case => ({
  name,
  margin,
  exam: shareExam(exam),
  look: lookAtShares,
  discordant: exam.questions * discordance(exam),
  gated: true,
})

const CASES: readonly Case[] = [
  onceEach('GSM8K', 0.025, gsm8k),
  onceEach('HumanEval', 0.08, humaneval),
  onceEach('GPQA', 0.1, gpqa),
  { ...onceEach('MMLU', 0.01, mmlu), gated: false },
  { ...onceEach('IFEval', 0.045, ifeval), gated: false },
  { ...onceEach('MATH-500', 0.05, math500), gated: false },
  { ...onceEach('ARC-Challenge', 0.03, arcChallenge), gated: false },
  { ...onceEach('HellaSwag', 0.008, hellaswag), gated: false },
  {
    name: 'GPQA, 8 repeats',
    margin: 0.07,
    exam: shareExam({ ...gpqa, repeats: 8 }),
    look: lookAtRepeats,
    gated: false,
  },
  { name: 'MT-Bench', margin: 0.6, exam: ratingExam(mtBench), look: lookAtTurns, gated: true },
  { name: 'AlignBench', margin: 0.25, exam: ratingExam(alignBench), look: lookAtCategories(alignWeights), gated: true },
]

/** Exams on which the second model is worse by `loss` on average. */
function findings({ exam, look }: Case, loss: number, seed: number): Finding[] {
  const luck = luckOf(seed)
  return Array.from({ length: TRIALS }, () => look(exam(luck, loss)))
}

const share = (findings: readonly Finding[], is: (finding: Finding) => boolean) =>
  findings.filter(is).length / findings.length

const covers = ([low, high]: Interval, value: number) => low <= value && value <= high

const passes = ({ gateInterval: [low] }: Finding, margin: number) => low > -margin

const regressed = ({ delta, worse }: Finding, margin: number) => delta < -margin && worse() < ALPHA

interface Row {
  readonly cells: readonly string[]
  readonly misses: readonly string[]
  readonly pass: number
}

function row(each: Case, index: number): Row {
  const { name, margin, discordant = 0 } = each
  const equal = findings(each, 0, 2 * index + 1)
  const worse = findings(each, 2 * margin, 2 * index + 2)
  // Ratings do not fall by exactly what they are told to: the margin is the loss that they have.
  const near = findings(each, margin, 2 * index + 101)
  const trueLoss = -Moments.of(near.map(({ delta }) => delta)).mean
  const atMargin = share(near, (finding) => passes(finding, trueLoss))
  // The mean over all exams is 60 times as sure as one exam: near enough to the truth.
  const score = Moments.of(equal.map((finding) => finding.score)).mean
  const spread = Math.sqrt(Moments.of(equal.map(({ delta }) => delta)).variance)
  const loss = Moments.of(worse.map(({ delta }) => delta)).mean
  const covered = {
    score: share(equal, (finding) => covers(finding.scoreInterval, score)),
    equal: share(equal, ({ interval }) => covers(interval, 0)),
    worse: share(worse, ({ interval }) => covers(interval, loss)),
  }
  const blamed = share(equal, (finding) => regressed(finding, margin))
  const blamedWithoutMargin = share(equal, (finding) => regressed(finding, 0))
  const pass = share(equal, (finding) => passes(finding, margin))
  const units = margin < 0.2 ? 100 : 1
  const points = (value: number) => (value * units).toFixed(units === 100 ? 1 : 2)
  return {
    cells: [
      name,
      points(margin),
      points(spread),
      discordant === 0 ? '' : discordant.toFixed(0),
      ...[covered.score, covered.equal, covered.worse, blamed, blamedWithoutMargin, pass].map(percent),
      percent(atMargin),
      percent(gateOdds(spread, { margin, alpha: ALPHA }).pass),
      points(loss),
      percent(share(worse, (finding) => regressed(finding, margin))),
      percent(share(worse, (finding) => passes(finding, margin))),
    ],
    misses: [
      ...Object.entries(covered).flatMap(([what, coverage]) =>
        coverage < 0.94 - noise(0.94) || (discordant >= 10 && coverage > 0.96 + noise(0.96))
          ? [`${name}: intervals (${what}) cover ${percent(coverage)}`]
          : [],
      ),
      ...(atMargin > MOST_AT_MARGIN + noise(MOST_AT_MARGIN)
        ? [`${name}: a model that is worse by the margin passes with ${percent(atMargin)}`]
        : []),
      ...[blamed, blamedWithoutMargin].flatMap((rate) =>
        rate > ALPHA + noise(ALPHA) ? [`${name}: an equal model is REGRESSED in ${percent(rate)}`] : [],
      ),
    ],
    pass,
  }
}

/** With what chance a model that is worse by exactly the margin may pass. */
const MOST_AT_MARGIN = 0.055

/** Two standard errors of a share of all trials. */
const noise = (p: number) => 2 * Math.sqrt((p * (1 - p)) / TRIALS)

const percent = (value: number) => `${(100 * value).toFixed(1)}%`

const HEAD = [
  'like',
  'margin',
  'SD of Δ',
  'discordant\npairs',
  '95% cover:\none model',
  'equal\nmodels',
  'a worse\nmodel',
  'equal model:\nREGRESSED',
  'at margin\n0',
  'PASS',
  'PASS at\nthe margin',
  'PASS by\ntheory',
  'worse by\n2 margins',
  'REGRESSED',
  'PASS',
]

const rows = CASES.map(row)
console.log(
  plainTable(
    HEAD,
    rows.map(({ cells }) => cells),
  ),
)
const all = CASES.reduce((product, { gated }, index) => product * (gated ? (rows[index]?.pass ?? 1) : 1), 1)
console.log(`\n${TRIALS} exams a line; the last digit is good to ±${(100 * noise(0.95)).toFixed(1)} points.`)
console.log(`An equal model passes all five with ${percent(all)}.`)

/** The five with eight answers to each question, of which a design takes as many as it asks. */
const eight = { repeats: 8 }
const designs = designTable(
  [
    { name: 'GSM8K', margin: 0.025, exam: shareExam({ ...gsm8k, ...eight }), turns: 1, isRated: false },
    { name: 'HumanEval', margin: 0.08, exam: shareExam({ ...humaneval, ...eight }), turns: 1, isRated: false },
    { name: 'GPQA', margin: 0.1, exam: shareExam({ ...gpqa, ...eight }), turns: 1, isRated: false },
    { name: 'MT-Bench', margin: 0.6, exam: ratingExam({ ...mtBench, turns: 16 }), turns: 2, isRated: true },
    {
      name: 'AlignBench',
      margin: 0.25,
      exam: ratingExam({ ...alignBench, turns: 8 }),
      turns: 1,
      isRated: true,
      weights: alignWeights,
    },
  ],
  Math.ceil(TRIALS / 4),
)
console.log(`\n${designs.table}`)

const looks = lookTable(
  [
    { name: 'GSM8K', margin: 0.025, ...gsm8k },
    { name: 'GPQA', margin: 0.1, ...gpqa },
  ],
  Math.ceil(TRIALS / 2),
)
console.log(`\n${looks.table}`)
console.log(`\n${skewTable(Math.ceil(TRIALS / 2))}`)

const marks = markTable([gsm8k, humaneval, gpqa], Math.ceil(TRIALS / 4))
console.log(`\n${marks.table}`)

const checkpoints = checkpointTable(Math.ceil(TRIALS / 8))
console.log(`\n${checkpoints.table}`)

const tables = [designs, looks, marks, checkpoints]
const misses = [...rows, ...tables].flatMap((each) => each.misses)
console.log(misses.length === 0 ? 'Nothing is out of bounds.' : `Out of bounds:\n${misses.join('\n')}`)
if (misses.length > 0) process.exitCode = 1
