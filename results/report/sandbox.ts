/** What `evalkit sandbox test` found, as facts and as text. */
import { count, duration, plural } from '../words/format.ts'
import { wrapped } from '../words/wrap.ts'
import { drawTable, painter, type TextOptions } from './layout.ts'

/** Programs of one kind that met their tests in one way. */
export interface StageFacts {
  readonly kind: 'right' | 'wrong' | 'hostile'
  /** `right`, `wrong`, or what is attacked. */
  readonly name: string
  readonly check: 'split' | 'in-place'
  readonly programs: number
  readonly passed: number
  /** Hostile programs after which a right one still passed and a wrong one failed. */
  readonly unharmed?: number
  /** All right programs passed; no other did; and the sandbox survived each. */
  readonly holds: boolean
  readonly wallMs: { readonly median: number; readonly p95: number; readonly max: number }
  readonly surprises: readonly {
    readonly name: string
    readonly outcome: string
    readonly expected?: readonly string[]
    /** The next program noticed. */
    readonly harmed?: true
    /** The last line of its traceback, or a sentence. */
    readonly detail?: string
  }[]
}

export interface SandboxTestFacts {
  readonly schemaVersion: number
  /** Every stage holds. */
  readonly holds: boolean
  readonly engine: { readonly name: string; readonly versions: Readonly<Record<string, string>> }
  readonly workers: number
  /** Where the right and wrong programs come from. */
  readonly source: string
  /** What a program is given on this machine. */
  readonly timeLimitMs: number
  readonly slowestRightMs: number
  /** Right programs that did not pass; `upTo` is the upper end of the 95% interval of the rate. */
  readonly falseNegatives: {
    readonly runs: number
    readonly lost: number
    readonly rate: number
    readonly upTo: number
  }
  readonly stages: readonly StageFacts[]
}

export function sandboxText(facts: SandboxTestFacts, options: TextOptions = {}): string {
  const paint = painter(options.colour)
  const head = ['programs', 'check', 'pass', 'must', 'next\nunharmed', 'median', 'p95', 'max', '']
  const rows = facts.stages.map((stage) => [
    stage.kind === 'hostile' ? `hostile: ${stage.name}` : stage.name,
    stage.check,
    `${count(stage.passed)} of ${count(stage.programs)}`,
    stage.kind === 'right' ? 'all' : 'none',
    stage.unharmed === undefined ? '' : `${stage.unharmed} of ${stage.programs}`,
    ...[stage.wallMs.median, stage.wallMs.p95, stage.wallMs.max].map(duration),
    stage.holds ? paint('green', 'holds') : paint('red', 'FAILS'),
  ])
  const table = drawTable(head, rows, ['left', 'left', 'right', 'left', ...Array(4).fill('right'), 'left'], options)
  return [table, '', ...words(facts).flatMap((text) => wrapped(text, '', options))].join('\n')
}

function words({ engine, workers, source, stages, holds, ...facts }: SandboxTestFacts): string[] {
  const { runs, lost, rate, upTo } = facts.falseNegatives
  const versions = Object.entries(engine.versions).map(([name, version]) => `${name} ${version}`)
  const times = Math.floor(facts.timeLimitMs / Math.max(1, facts.slowestRightMs))
  return [
    `Engine: ${engine.name} (${versions.join(', ')}), ${plural(workers, 'worker')}.`,
    `Right and wrong programs: ${source}.`,
    `Time limit on this machine: ${duration(facts.timeLimitMs)}, ${count(times)} times what its slowest right program took.`,
    `False negatives: ${count(lost)} of ${plural(runs, 'run')} of right programs (${percent(rate)}; 95% interval up to ${percent(upTo)}).`,
    ...stages.flatMap(surprises),
    holds
      ? 'Everything holds: right programs pass, no other does, and nothing that a hostile program does is felt by the next one.'
      : 'Something does not hold: do not trust this machine with a score.',
  ]
}

/** A hostile program that ends in another way than usual is no danger, but worth a word. */
function surprises(stage: StageFacts): string[] {
  return stage.surprises.map(
    ({ name, outcome, expected, harmed, detail }) =>
      `- ${stage.kind} (${stage.check}) ${name}: ended as ${outcome}${expected === undefined ? '' : `, usually ${expected.join(' or ')}`}${harmed ? '; the next program noticed' : ''}${detail === undefined ? '' : `: ${detail}`}`,
  )
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`
