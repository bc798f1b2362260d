/** What a command that was stopped says of going on. */
import { DatasetError, EvalkitError, EXIT, ModelError, UsageError } from '../../results/errors.ts'
import { withoutHeaderValue } from '../models/openai/headers.ts'

/** What ended runs that are begun and saved, with the command that goes on with them; where it has to be another command, as it is. */
export function withResumeHint(failure: unknown, command = resumeCommand): unknown {
  if (!(failure instanceof EvalkitError) || needsAnother(failure)) return failure
  const next = `To continue: ${command()}`
  return failure.withHint(failure.hint === undefined ? next : `${failure.hint} ${next}`)
}

/** Keys, accounts and proxies are no part of the command; names, addresses and settings are. */
function needsAnother(failure: EvalkitError): boolean {
  if (failure instanceof ModelError) return failure.exitCode === EXIT.usage && !OUTSIDE.includes(failure.status ?? 0)
  return failure instanceof UsageError || failure instanceof DatasetError
}

const OUTSIDE = [401, 402, 403, 407]

/** The command that was given, made to go on where it stopped. */
export function resumeCommand(): string {
  const words = process.argv.slice(2)
  const at = words.findIndex((word) => word === '--resume' || word.startsWith('--resume='))
  const hasValue = words[at] === '--resume' && at + 1 < words.length && !words[at + 1]?.startsWith('-')
  if (at !== -1) words.splice(at, hasValue ? 2 : 1)
  return commandOf([...words.map(shown), '--resume'])
}

/** As a shell takes it. */
export const commandOf = (words: readonly string[]) => ['evalkit', ...words].map(quoted).join(' ')

/** Values of headers are secrets: the user has to fill them in again, unless they are named by a variable. */
function shown(word: string, at: number, words: readonly string[]): string {
  const [, flag = '', value] = /^(--header=)(.*)$/s.exec(word) ?? []
  if (value !== undefined) return flag + withoutHeaderValue(value)
  return words[at - 1] === '--header' ? withoutHeaderValue(word) : word
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
