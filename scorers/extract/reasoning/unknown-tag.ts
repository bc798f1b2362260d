/**
 * A tag that opens the answer and that nothing here knows: perhaps the way in which this model marks its reasoning. One reply
 * proves nothing, but a run whose replies begin so regularly is told about it.
 */
import type { Completion, OpeningTag } from '../../../results/schema/schema.ts'
import { oneOf } from '../one-of.ts'
import type { SeparatedReply } from './reasoning.ts'
import { ANSWER_FRAMES } from './reasoning-formats.ts'

const OPENING = oneOf(
  /<(?<tag>[A-Za-z][\w:.-]{1,40})>/, //          <musing>
  /\[(?<bracket>[A-Z][A-Z_ ]{2,40})\]/, //       [MUSING]
  /<\|(?<token>[A-Za-z][\w ]{1,40})\|>/, //      <|musing|>  <|begin_of_musing|>
  /[◁⟨⟪«【〖](?<fancy>\p{L}{2,20})[▷⟩⟫»】〗]/u, // ◁musing▷  【思考】
)
const AT_START = new RegExp(`\\s*(?<open>${OPENING})`, 'uy')

/** HTML, code, tokens of chat templates: nobody's reasoning. */
const ORDINARY =
  /^(?:[abipsuq]|h\d|br|hr|em|strong|code|pre|p|div|span|ul|ol|li|dl|table|html|head|body|html|svg|xml|details|summary|article|section|header|main|title|style|script|sub|sup|blockquote|img|figure|form|center|font|small|big|mark|math|bos|eos|pad|python|javascript|tool_call|function|inst|im_start|start|assistant|system|user|begin_of_text|start_header_id|python_tag|code|done|begin)$/i
const FRAMES = new Set(ANSWER_FRAMES.map(([open]) => open.toLowerCase()))

/** @returns undefined where the answer opens otherwise, or where its tag neither closes nor could still have done so */
export function openingTagOf(
  { finishReason }: Pick<Completion, 'finishReason'>,
  { answer }: Pick<SeparatedReply, 'answer'>,
): OpeningTag | undefined {
  AT_START.lastIndex = 0
  const { open, tag, bracket, token, fancy } = AT_START.exec(answer)?.groups ?? {}
  const name = tag ?? bracket ?? token ?? fancy
  if (open === undefined || name === undefined || ORDINARY.test(name) || FRAMES.has(open.toLowerCase()))
    return undefined
  const closings = closingsOf(open, name)
  const close = closings.find((one) => answer.includes(one))
  if (close === undefined && finishReason === 'stop') return undefined
  return { open, close: close ?? closings[0] ?? open }
}

/** `</musing>`, `<|/musing|>`, `<|end_of_musing|>`, `<|musing_end|>` */
function closingsOf(open: string, name: string): string[] {
  const renamed = [
    `/${name}`,
    name.replace(/^(?:begin|start)(?=_)/i, (word) => (word === word.toUpperCase() ? 'END' : 'end')),
    name.replace(/(?<=_)(?:begin|start)$/i, (word) => (word === word.toUpperCase() ? 'END' : 'end')),
    name.replace(/(?<=_)prefix$/i, 'suffix'),
    `end_${name}`,
    `end_of_${name}`,
  ]
  return [...new Set(renamed)].filter((one) => one !== name).map((one) => open.replace(name, one))
}
