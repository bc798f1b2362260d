/** What is drawn for a terminal: tables and sentences from data whose every text is visible, and JSON without hidden characters. */

import { withoutInvisible } from '../invisible-characters.ts'
import { type Visible, visible, visibleField } from '../visible.ts'

/** Fields of records that keep their lines. All other texts are names, ids, paths and sentences, in one line each. */
const HAS_LINES = new Set([
  ...['prompt', 'content', 'text', 'reasoning', 'refusal', 'rest', 'program', 'tests', 'references', 'rubric'],
  ...['reminder', 'detail', 'stop'],
])

/** The codes of `painter` and of marked answers; codes of anybody else are shown and not obeyed. */
const ESCAPE = '\u001b'
const OWN_COLOR = new RegExp(`(${ESCAPE}\\[(?:0|1|2|7|22|27|31|32|33|39)m)`)

/**
 * Text for a terminal from data of models, servers, files and users.
 *
 * @param draw gets the data with every text of it made visible, and must take from it what it prints
 */
export function drawn<Data>(data: Data, draw: (shown: Data) => string): Visible {
  const text = draw(visibleData(data))
  return text
    .split(OWN_COLOR)
    .map((part, at) => (at % 2 === 1 ? part : visible(part)))
    .join('') as Visible
}

/** A copy in which every text is visible. Objects that are more than data, such as a file or a map, are left as they are. */
export function visibleData<Data>(data: Data): Data {
  const copies = new Map<object, unknown>() // what is one object stays one
  const copy = (value: unknown, hasLines: boolean): unknown => {
    if (typeof value === 'string') return hasLines ? visible(value) : visibleField(value)
    if (typeof value !== 'object' || value === null) return value
    const known = copies.get(value)
    if (known !== undefined) return known
    if (Array.isArray(value)) {
      const items: unknown[] = []
      copies.set(value, items)
      for (const item of value) items.push(copy(item, hasLines))
      return items
    }
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return value
    const fields: Record<string, unknown> = Object.create(prototype)
    copies.set(value, fields)
    for (const [name, field] of Object.entries(value)) {
      Object.defineProperty(fields, visibleField(name), {
        ...{ value: copy(field, HAS_LINES.has(name)), enumerable: true, configurable: true, writable: true },
      })
    }
    return fields
  }
  return copy(data, false) as Data
}

/** JSON for standard output. */
export const jsonText = (value: unknown, indent?: number): Visible => escapedJson(JSON.stringify(value, null, indent))

/** In a log of CI, the begin of a command such as `##[group]`. */
const LOG_COMMAND = /#(?=#\w*\[)/g

/**
 * JSON in which characters that a terminal obeys or hides, and commands that a CI system reads from logs, are escape sequences: the
 * same value to whoever parses it.
 */
export function escapedJson(json: string): Visible {
  const text = json.replace(LOG_COMMAND, '\\u0023')
  const shown = withoutInvisible(text)
  if (shown === text) return text as Visible
  const escaped = Array.from({ length: text.length }, (_, at) =>
    text[at] === shown[at] ? text[at] : `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  )
  return escaped.join('') as Visible
}
