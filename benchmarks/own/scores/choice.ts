/** Multiple choice: the options come from a list in a column, or from a template for each; `{options}` shows them in the prompt. */
import { DatasetError } from '../../../results/errors.ts'
import { nearest } from '../../../results/names.ts'
import { multipleChoice } from '../../../scorers/answer-match.ts'
import { choice } from '../../../scorers/extract/choice/choice.ts'
import {
  fileOrder,
  keyLetter,
  LETTERS,
  lettered,
  type OptionOrder,
  orderFromContent,
  rightFirst,
} from '../../option-order.ts'
import type { ChoiceSettings } from '../declaration.ts'
import type { OwnPrompt } from '../prompt.ts'
import type { OwnScore } from '../score.ts'
import { type Field, fieldAt, fieldError, type Source } from '../source.ts'
import { cellOf, type Row, textOf } from '../template.ts'

/**
 * @param firstRow tells how many options there are, where they are a list in a column
 * @param targetOf the right answer as a row has it
 * @throws UsageError for a prompt without the options, or with fewer than two or too many of them
 */
export async function choiceScore(
  settings: ChoiceSettings,
  source: Source,
  prompt: OwnPrompt,
  firstRow: () => Promise<Row>,
  targetOf: (row: Row) => string,
): Promise<OwnScore> {
  const { shuffle = false, index } = settings
  const keys = ['score', 'choice', 'options']
  const optionsOf = optionReader(settings.options, keys, source)
  const count = Array.isArray(settings.options) ? settings.options.length : optionsOf.read(await firstRow()).length
  if (count < 2 || count > LETTERS.length) {
    throw fieldError(source, keys, `${count} options; there can be 2 to ${LETTERS.length}`)
  }
  if (!prompt.fields.some(({ columns }) => columns.includes('options'))) {
    const keys = prompt.fields.at(-1)?.keys ?? []
    throw fieldError(source, keys, 'does not show the options', 'Put {options} where they belong.')
  }
  const read = (row: Row): readonly string[] => {
    const options = optionsOf.read(row)
    if (options.length === count) return options
    throw new DatasetError(`${options.length} options, and the first row has ${count}`, {
      hint: 'All rows must have as many options; make benchmarks of their own of the others.',
    })
  }
  const rightOf = (row: Row): number => rightOption(targetOf(row), read(row), index)
  const optionsIn = (row: Row): readonly string[] => rightFirst(read(row), rightOf(row))
  const asked = (row: Row) =>
    prompt.fields.map((field) => field.fill((column) => (column === 'options' ? '' : textOf(row, column))))
  const order = (row: Row, _index = 0, repeat = 1): OptionOrder =>
    shuffle ? orderFromContent([...asked(row), ...optionsIn(row)], count, repeat) : fileOrder(rightOf(row), count)
  return {
    scorer: multipleChoice(choice, [choice]),
    metric: 'accuracy',
    fields: optionsOf.fields,
    target: 'required',
    options: { count, order },
    values: (row, _fill, shown = order(row)) => ({ options: lettered(optionsIn(row), shown) }),
    draft: (_targets, row, _fill, shown = order(row)) => ({ target: keyLetter(shown), order: [...shown] }),
    gold: ({ target }) => `Answer: ${target}`,
  }
}

interface OptionReader {
  readonly fields: readonly Field[]
  read(row: Row): readonly string[]
}

function optionReader(options: ChoiceSettings['options'], keys: readonly string[], source: Source): OptionReader {
  if (typeof options !== 'string') {
    const fields = options.map((text, at) => fieldAt(source, [...keys, String(at)], String(text)))
    return { fields, read: (row) => fields.map((field) => field.fill((column) => textOf(row, column))) }
  }
  const field = fieldAt(source, keys, options)
  const { column } = field
  if (column === undefined) {
    throw fieldError(
      source,
      keys,
      'names no column that lists the options',
      'Write the column, as in options: "{choices}", or a list: options: ["{a}", "{b}"].',
    )
  }
  return { fields: [field], read: (row) => listIn(row, column) }
}

/** A list, or a text that is a JSON list, as CSV has it. */
function listIn(row: Row, column: string): readonly string[] {
  const value = cellOf(row, column)
  const list = typeof value === 'string' ? parsed(value) : value
  if (Array.isArray(list) && list.every((one) => one !== null && typeof one !== 'object')) return list.map(String)
  throw new DatasetError(`"${column}" is no list of options`, {
    hint: 'It must be a list of texts, such as ["red", "blue"].',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The option whose text is the target; else the one with its letter; with `first`, the one with its number. */
function rightOption(target: string, options: readonly string[], first: 0 | 1 | undefined): number {
  const wanted = target.trim()
  if (first !== undefined) {
    const place = /^\d{1,3}$/.test(wanted) ? Number(wanted) - first : -1
    if (place >= 0 && place < options.length) return place
    throw outside(wanted, `there are ${options.length} options, from ${first} on`)
  }
  const equal = options.flatMap((option, place) => (option.trim() === wanted ? place : []))
  if (equal.length === 1) return equal[0] as number
  if (equal.length > 1) {
    throw new DatasetError(`the target ${JSON.stringify(wanted)} is the text of ${equal.length} options`, {
      hint: 'Give the letter of the right one as the target.',
    })
  }
  const letter = /^\(?([A-Ja-j])[).]?$/.exec(wanted)?.[1]?.toUpperCase()
  const place = letter === undefined ? -1 : LETTERS.indexOf(letter)
  if (place >= 0 && place < options.length) return place
  if (/^\d{1,3}$/.test(wanted)) {
    throw outside(
      wanted,
      'if it is the number of an option, add index: 0 or index: 1 below choice, the number of the first',
    )
  }
  throw outside(wanted, `${nearest(wanted, options)}Options: ${options.join(', ').slice(0, 200)}`)
}

const outside = (target: string, hint: string) =>
  new DatasetError(`the target ${JSON.stringify(target.slice(0, 60))} is none of the options`, {
    hint: `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`,
  })
