/** An answer that a regular expression finds, by an engine that is linear in the length of the text whatever the expression. */
import { RE2JS } from 're2js'
import { UsageError } from '../../results/errors.ts'
import type { Extraction, ExtractionRule } from './rule.ts'
import { foldText } from './text/fold.ts'

/** Of a long reply only the end is searched. */
const WINDOW = 2 ** 17

/**
 * The last match counts: its group named `answer`, else its first group, else all of it.
 *
 * @param hasTarget whether what is found must equal the target; else it is enough that the expression matches
 * @throws UsageError for an expression that is wrong, or that a linear engine cannot run
 */
export function patternRule(source: string, hasTarget: boolean): ExtractionRule {
  const pattern = linearPattern(source)
  return {
    name: 'regex',
    source:
      'evalkit: the last match of the benchmark’s own expression: its group "answer", else its first, else all of it',
    reads: 'answer',
    extract: (text) => lastMatch(pattern, text),
    equal: (answer, target) => !hasTarget || foldText(answer) === foldText(target),
  }
}

/** @throws UsageError as `patternRule` */
export function linearPattern(source: string): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    throw new UsageError(`not an expression that can be run: ${(error as Error).message}`, {
      hint: 'Expressions have the syntax of RE2, whose time is linear in the text: without lookahead, lookbehind and backreferences. (?i) ignores case.',
    })
  }
}

function lastMatch(pattern: RE2JS, reply: string): Extraction | null {
  const offset = Math.max(0, reply.length - WINDOW)
  const matcher = pattern.matcher(reply.slice(offset))
  const groups = pattern.namedGroups()
  const group = Object.hasOwn(groups, 'answer') ? (groups.answer as number) : Math.min(1, pattern.groupCount())
  let found: Extraction | null = null
  while (matcher.find()) {
    const answer = matcher.group(group)
    if (answer === null || answer === undefined || answer.trim() === '') continue
    const span = (at: number): [number, number] => [offset + matcher.start(at), offset + matcher.end(at)]
    found = { answer: answer.trim(), span: span(group), mark: span(0), via: 'match', explicit: true }
  }
  return found
}
