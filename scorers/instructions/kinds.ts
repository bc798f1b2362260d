/** The 25 kinds of instruction of IFEval, by upstream's names. */
import type { Arguments, InstructionKind } from './check.ts'
import { FORMATS } from './formats.ts'
import { LANGUAGES } from './languages.ts'
import { LENGTHS } from './lengths.ts'
import { pattern, WORDS } from './words.ts'

export const KINDS: Readonly<Record<string, InstructionKind>> = { ...WORDS, ...LENGTHS, ...FORMATS, ...LANGUAGES }

type Need = InstructionKind['needs'][string]

const IS: Readonly<Record<Need, (value: unknown) => boolean>> = {
  number: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  string: (value) => typeof value === 'string' && value !== '',
  pattern: (value) => typeof value === 'string' && value !== '' && isPattern(value),
  patterns: (value) => Array.isArray(value) && value.length > 0 && value.every(IS.pattern),
}

function isPattern(source: string): boolean {
  try {
    pattern(source)
    return true
  } catch {
    return false
  }
}

const WANTED: Readonly<Record<Need, string>> = {
  number: 'a whole number',
  string: 'a text',
  pattern: 'a text that is a regular expression',
  patterns: 'a list of texts that are regular expressions',
}

/** @returns what is wrong with an instruction, one clause; undefined where nothing is */
export function flawOfInstruction(kind: string, args: Arguments): string | undefined {
  const rule = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (rule === undefined) return `${JSON.stringify(kind)} is no kind of instruction`
  const wrong = Object.entries(rule.needs).find(([name, need]) => !IS[need](args[name]))
  if (wrong === undefined) return undefined
  const [name, need] = wrong
  return `${kind}: "${name}" is ${JSON.stringify(args[name]) ?? 'missing'}, and must be ${WANTED[need]}`
}
