/** How a benchmark of one's own is scored: what each kind of score needs, and makes of a row. */
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import type { Judging, SampleDraft } from '../benchmark.ts'
import type { OptionOrder, OptionPlan } from '../option-order.ts'
import type { Fill } from './prompt.ts'
import type { Field } from './source.ts'
import type { Row } from './template.ts'

export interface OwnScore {
  readonly scorer: Scorer<keyof Resources>
  /** Name of the number in tables. */
  readonly metric: 'accuracy' | 'pass@1' | 'rating'
  /** Templates besides those of the prompt and the target. */
  readonly fields?: readonly Field[]
  /** Whether rows must have a right answer. */
  readonly target: 'required' | 'optional'
  /** Whether a column with a list holds several right answers; else the list is the answer. Default: true. */
  readonly isList?: boolean
  readonly options?: OptionPlan<Row>
  readonly judging?: Judging
  /** What decides the score beyond the declaration itself, such as the text of a file that it names. */
  readonly decisive?: unknown
  /** Further values for the prompt: `{options}`. */
  values?(row: Row, fill: Fill, order: OptionOrder | undefined): Readonly<Record<string, string>>
  /**
   * @param targets the right answers as the row has them; empty where there are none
   * @throws DatasetError for a target that no reply could equal
   */
  draft(targets: readonly string[], row: Row, fill: Fill, order: OptionOrder | undefined): Partial<SampleDraft>
  /** A reply that must score full marks; absent: the target itself. @returns undefined where nothing tells how one looks */
  gold?(draft: SampleDraft): string | undefined
}

/** The first answer is the target, the others are as right. */
export const asTargets = ([target, ...alternatives]: readonly string[]): Partial<SampleDraft> => ({
  ...(target !== undefined && { target }),
  ...(alternatives.length > 0 && { alternatives: [...alternatives] }),
})
