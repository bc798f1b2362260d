/**
 * Where a reply ends though the model wrote on: with a template token that should have stopped it, or with an invented
 * next question or turn of the conversation.
 *
 * A mark at the very start is none, and neither is a token that is quoted (`"</s>"`) or closes a tag (`<s>18</s>`).
 * A question ends a reply only after an answer, since some replies restate the question first.
 */
import type { RunOn } from '../../results/schema/schema.ts'
import { oneOf } from './one-of.ts'
import type { SeparatedReply } from './reasoning/reasoning.ts'

/** What chat templates use to separate turns and to end a text. */
const TOKEN = oneOf(
  // <|im_end|>  <|eot_id|>  <|endoftext|>  <|end|>; not what frames a solution: <|begin_of_solution|>
  /<\|(?!(?:begin|end)_of_(?:solution|thought)|(?:start|end)_(?:response|text|thinking))[A-Za-z_][A-Za-z_\d]{0,30}\|>/,
  /<[｜|][A-Za-z▁_ ]{1,30}[｜|]>/, //                               <｜end▁of▁sentence｜>
  /\[\|[A-Za-z_]{1,30}\|\]/, //                                     [|endofturn|]
  /<\/?s>|<\/?(?:eos|bos|pad|EOT|EOS|BOS|eot|eod|eoa|eoh|eom|EOS_TOKEN|reserved_\d{1,3}|unused\d{1,3})>|\[(?:EOS|BOS|EOT)\]/, // </s>  <eos>
  /<(?:end|start)_of_turn>|<turn\||<\|turn>|<extra_id_\d>/, //      <end_of_turn>
  /\[\/?INST\]|<<\/?SYS>>/, //                                      [INST]
)

/** A line that opens a question, or another speaker's turn. */
const QUESTION = oneOf(
  /(?:next |new |another )?(?:question|problem|exercise)(?: ?#?\d{1,4})?[*_]{0,3} ?[:：]/, // Question:  **Problem 2:**
  /(?<=#[ \t]?[*_]{0,3})(?:question|problem|exercise) #?\d{1,4}[*_]{0,3}[ \t]*$/, //               ### Question 2
  /Q ?\d{0,3}[*_]{0,3} ?[:：]/, //                                                            Q:  Q2:
  /(?:user|human|instruction|system)[*_]{0,3} ?[:：]/, //                                     User:  ### Instruction:
  /(?:frage|pregunta|pergunta|domanda|вопрос|問題|问题|题目|問|问|用户|문제|질문)[*_]{0,3} ?[:：]/, //                     问题：
)

const MARK = new RegExp(`(?<![\`"'“‘])(?<token>${TOKEN})|^[ \\t>#*_]{0,12}(?<question>${QUESTION})`, 'gim')

/** The reply has answered: `#### 18`, `\boxed{18}`, `The answer is 18`, `Final: B`, `答案`. */
const ANSWERED =
  /(?<!#)####(?!#)|boxe?d?\{|answer\b[^.\n]{0,40}?(?:[:=：]|\b(?:is|are)\b)|^[ \t>*#_]*(?:A|Ans|Final|Result|Solution)\b[*_]{0,3}\s?[:：]|(?:答案|正确|정답|ответ|antwort|réponse|respuesta)/im

/** `Let me restate it first:` */
const INTRODUCTION = /[:：][*_\s]*$|\b(?:restat|rephras|let me|let's|here is|here's|first|sure|okay|certainly)/i

/** Enough of a reply to see whether it has answered: nothing but its end is looked at, so that many marks cost little. */
const REACH = 2000
const MAX_MARKS = 64

/**
 * @param marks `tokens`: only tokens of a chat template end the reply, as where prose and code may hold questions
 * @returns null where the reply ends by itself; never throws, linear in the text's length
 */
export function runOnOf(text: string, marks: 'all' | 'tokens' = 'all'): RunOn | null {
  let tried = 0
  for (const { index, 0: written, groups = {} } of text.matchAll(MARK)) {
    if (++tried > MAX_MARKS) return null
    const before = text.slice(Math.max(0, index - REACH), index)
    const after = text.slice(index + written.length, index + written.length + REACH)
    const leaked = groups.token !== undefined
    if (!(leaked ? isToken(before, written, after) : marks === 'all' && isAnswered(before))) continue
    return { at: index, mark: written.trim(), leaked, ranOn: !leaked || withoutTokens(after) !== '' }
  }
  return null
}

/** The same in a whole reply, where its thinking is known: `at` is an offset in the completion's text. */
export function runOnIn({ answer, start }: SeparatedReply, marks: 'all' | 'tokens' = 'all'): RunOn | null {
  const found = runOnOf(answer, marks)
  return found && { ...found, at: found.at + start }
}

/** A token counts after the first words only. `<s>18</s> 20` strikes out, but `<s>18</s>` is the model's own frame. */
function isToken(before: string, token: string, after: string): boolean {
  if (withoutTokens(before) === '' || token === '<s>') return false
  return token !== '</s>' || !(/<s>[^\n]{0,80}$/.test(before) && /^[^\S\n]*[^\s<]/.test(after))
}

function isAnswered(before: string): boolean {
  const said = before.trim()
  return said !== '' && (ANSWERED.test(said) || !INTRODUCTION.test(said.slice(-400)))
}

const TOKENS = new RegExp(TOKEN, 'gi')

const withoutTokens = (text: string) => text.replace(TOKENS, '').trim()
