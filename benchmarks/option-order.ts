/**
 * In which order a multiple-choice question shows its options: position p shows option `order[p]`, and option 0 is the right
 * one. The key is found by that index and never by its text, for two options of a question may read the same.
 */
import { createHash } from 'node:crypto'

export type OptionOrder = readonly number[]

/** How many options the questions have, and in which order a repeat (1-based) of a row (0-based index) shows them. */
export interface OptionPlan<Row> {
  readonly count: number
  order(row: Row, index: number, repeat: number): OptionOrder
}

/** As far as replies are read (`scorers/extract/choice`). */
export const LETTERS = 'ABCDEFGHIJ'

/** `['red', 'blue']` → `A) red`, `B) blue` */
export const lettered = (options: readonly string[], order: OptionOrder): string =>
  order.map((option, position) => `${LETTERS[position]}) ${options[option]}`).join('\n')

/** The letter at which the right option is. */
export const keyLetter = (order: OptionOrder): string => LETTERS[order.indexOf(0)] as string

/** The order of the file, whose right option has the 0-based place `right`. */
export const fileOrder = (right: number, count: number): OptionOrder =>
  Array.from({ length: count }, (_, place) => (place === right ? 0 : place < right ? place + 1 : place))

/** Options in the order of a file as `OptionOrder` counts them: the right one first, then the others. */
export const rightFirst = (options: readonly string[], right: number): readonly string[] => [
  options[right] ?? '',
  ...options.toSpliced(right, 1),
]

/**
 * An order drawn from the texts themselves: whoever asks, on whatever machine and in whatever selection, shows the same.
 *
 * @param texts of the question, the right option and the wrong ones; blanks around them and the kind of line end do not count
 */
export function orderFromContent(texts: readonly string[], count: number, repeat: number): OptionOrder {
  const content = texts.map((text) => text.replaceAll('\r\n', '\n').trim())
  const digest = createHash(count > 9 ? 'sha512' : 'sha256') // four bytes for each option but one
    .update(JSON.stringify([content, repeat]))
    .digest()
  const order = Array.from({ length: count }, (_, option) => option)
  for (let last = count - 1; last > 0; last--) {
    const picked = digest.readUInt32BE(4 * (count - 1 - last)) % (last + 1)
    ;[order[last], order[picked]] = [order[picked] as number, order[last] as number]
  }
  return order
}

/**
 * The order of one trial. With permutations, repeats come in rounds of so many: each round turns one order by a position
 * at a time, so that with as many permutations as options the key is at each letter once.
 */
export function orderOfTrial<Row>(
  plan: OptionPlan<Row>,
  row: Row,
  index: number,
  repeat: number,
  permutations: number,
): OptionOrder {
  const [round, turn] = [Math.floor((repeat - 1) / permutations), (repeat - 1) % permutations]
  const order = plan.order(row, index, round + 1)
  return [...order.slice(turn), ...order.slice(0, turn)]
}
