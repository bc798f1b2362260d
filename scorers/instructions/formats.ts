/** What the reply looks like: bullets, titles, sections, JSON, how it begins and ends. */
import { type Finding, found, type InstructionKind, number, quantity, text } from './check.ts'
import { countMatches, isPythonJson, stripped } from './python-text.ts'
import { pattern } from './words.ts'

export const FORMATS = {
  'detectable_format:number_bullet_lists': {
    needs: { num_bullets: 'number' },
    check: (reply, args) => {
      const bullets = countMatches(STAR_BULLET, reply) + countMatches(DASH_BULLET, reply)
      const wanted = number(args, 'num_bullets')
      return { followed: bullets === wanted, found: `${quantity(bullets, 'bullet')}; asked for: exactly ${wanted}` }
    },
  },
  'detectable_format:number_highlighted_sections': {
    needs: { num_highlights: 'number' },
    check: (reply, args) => atLeast(highlights(reply), 'highlight', number(args, 'num_highlights')),
  },
  'detectable_format:multiple_sections': {
    needs: { section_spliter: 'pattern', num_sections: 'number' },
    check: (reply, args) => {
      const heading = new RegExp(String.raw`\s?${text(args, 'section_spliter').trim()}\s?\p{Nd}+`, 'gu')
      return atLeast(countMatches(heading, reply), 'section', number(args, 'num_sections'))
    },
  },
  'detectable_format:title': {
    needs: {},
    check: (reply) => found(reply.split('\n').some(hasTitle), 'a title in << >>', 'no title in << >>'),
  },
  'detectable_format:json_format': {
    needs: {},
    check: (reply) => found(isPythonJson(withoutFence(reply)), 'it is JSON', 'it is not JSON'),
  },
  'detectable_format:constrained_response': {
    needs: {},
    check: (reply) => {
      const given = OPTIONS.find((option) => reply.includes(option))
      return found(given !== undefined, `it holds "${given}"`, `none of ${OPTIONS.join(' | ')}`)
    },
  },
  'detectable_content:number_placeholders': {
    needs: { num_placeholders: 'number' },
    check: (reply, args) => atLeast(placeholders(reply), 'placeholder', number(args, 'num_placeholders')),
  },
  'detectable_content:postscript': {
    needs: { postscript_marker: 'pattern' },
    check: (reply, args) => {
      const marker = text(args, 'postscript_marker').trim()
      const is = postscript(marker).test(reply.toLowerCase())
      return found(is, `a postscript ${marker}`, `no postscript ${marker}`)
    },
  },
  'startend:end_checker': {
    needs: { end_phrase: 'string' },
    check: (reply, args) => {
      const phrase = text(args, 'end_phrase').trim().toLowerCase()
      const ends = stripped(reply.trim(), '"').toLowerCase().endsWith(phrase)
      return found(ends, `it ends with ${JSON.stringify(phrase)}`, `it does not end with ${JSON.stringify(phrase)}`)
    },
  },
  'startend:quotation': {
    needs: {},
    check: (reply) => {
      const whole = reply.trim()
      const is = whole.length > 1 && whole.startsWith('"') && whole.endsWith('"')
      return found(is, 'wrapped in double quotes', 'not wrapped in double quotes')
    },
  },
  'combination:two_responses': { needs: {}, check: (reply) => twoResponses(reply) },
  'combination:repeat_prompt': {
    needs: { prompt_to_repeat: 'string' },
    check: (reply, args) => {
      const prompt = text(args, 'prompt_to_repeat').trim().toLowerCase()
      return found(
        reply.trim().toLowerCase().startsWith(prompt),
        'it repeats the request first',
        'it does not repeat the request first',
      )
    },
  },
} as const satisfies Record<string, InstructionKind>

const atLeast = (count: number, what: string, wanted: number): Finding => ({
  followed: count >= wanted,
  found: `${quantity(count, what)}; asked for: at least ${wanted}`,
})

/** `* This is a point`, but not `** this`; what follows the star may be the end of its line. */
const STAR_BULLET = /(?<![^\n])[^\S\n]*\*[^*][^\n]*/g
/** `- This is a point`, and a rule of dashes too. */
const DASH_BULLET = /(?<![^\n])[^\S\n]*-[^\n]*/g

/** `*so*` counts, and `**so**` counts twice: by its outer pairs of stars it is nothing, empty, empty, and then once more as a double one. */
function highlights(reply: string): number {
  const single = [...reply.matchAll(/\*[^\n*]*\*/g)].filter(([mark]) => stripped(mark, '*').trim() !== '')
  const double = [...reply.matchAll(/\*\*[^\n*]*\*\*/g)].filter(([mark]) => mark.slice(2, -2).trim() !== '')
  return single.length + double.length
}

/** From the first `<<` of a line to its last `>>`, with something in it. */
function hasTitle(line: string): boolean {
  const start = line.indexOf('<<')
  const end = line.lastIndexOf('>>')
  if (start === -1 || end < start + 3) return false
  return (
    line
      .slice(start, end + 2)
      .replace(/^<+/, '')
      .replace(/>+$/, '')
      .trim() !== ''
  )
}

/** A code fence around it, with the language in one of three spellings, or without. */
function withoutFence(reply: string): string {
  const opened = ['```json', '```Json', '```JSON', '```'].reduce(
    (rest, fence) => (rest.startsWith(fence) ? rest.slice(fence.length) : rest),
    reply.trim(),
  )
  return (opened.endsWith('```') ? opened.slice(0, -3) : opened).trim()
}

/** The three answers that the data set's prompts allow. */
const OPTIONS = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.']

/** `[address]`, also empty, on one line, as many as can be told apart from the left. */
function placeholders(reply: string): number {
  let count = 0
  for (const line of reply.split('\n')) {
    for (let at = line.indexOf('['); at !== -1; at = line.indexOf('[', at)) {
      const end = line.indexOf(']', at)
      if (end === -1) break
      count++
      at = end + 1
    }
  }
  return count
}

/** Two markers have a rule of their own, in which a blank may be after a dot; others are searched as they are. */
function postscript(marker: string): RegExp {
  if (marker === 'P.P.S') return /p\.\s?p\.\s?s/
  return marker === 'P.S.' ? /p\.\s?s\./ : pattern(marker.toLowerCase())
}

/** Two answers that differ, on either side of `******`. */
function twoResponses(reply: string): Finding {
  const parts = reply.split('******').map((part) => part.trim())
  const answers = parts.filter((part) => part !== '')
  if (parts.slice(1, -1).includes('')) return { followed: false, found: 'nothing between two ******' }
  if (answers.length !== 2) return { followed: false, found: `${quantity(answers.length, 'response')}; asked for: two` }
  return found(answers[0] !== answers[1], 'two responses', 'two responses that are the same')
}
