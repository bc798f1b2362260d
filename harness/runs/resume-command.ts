/** Builds the resume command that is printed when a run stops. */
import { DatasetError, EvalkitError, EXIT, ModelError, UsageError } from '../../results/errors.ts'
import { commandOf } from '../../results/words/shell.ts'
import { withoutHeaderValue } from '../models/openai/headers.ts'
import { splitOperands } from '../options/operands.ts'

/** Adds the resume command to the hint of a failure; unchanged when the same command would fail again. */
export function withResumeHint(failure: unknown, command = resumeCommand): unknown {
  if (!(failure instanceof EvalkitError) || needsAnother(failure)) return failure
  const next = `To continue: ${command()}`
  return failure.withHint(failure.hint === undefined ? next : `${failure.hint} ${next}`)
}

/** Whether the failure requires another command. Keys, accounts and proxies can be fixed without one. */
function needsAnother(failure: EvalkitError): boolean {
  if (failure instanceof ModelError) return failure.exitCode === EXIT.usage && !OUTSIDE.includes(failure.status ?? 0)
  return failure instanceof UsageError || failure instanceof DatasetError
}

const OUTSIDE = [401, 402, 403, 407]

/** @returns the command line of this process, with `--resume`; a watch goes on by itself */
export function resumeCommand(): string {
  const { words: given, operands } = splitOperands(process.argv.slice(2))
  const words = [...given]
  const ending = operands.length === 0 ? [] : ['--', ...operands]
  if (words[0] === 'watch') return commandOf([...words.map(shown), ...ending])
  const at = words.findIndex((word) => word === '--resume' || word.startsWith('--resume='))
  const hasValue = words[at] === '--resume' && at + 1 < words.length && !words[at + 1]?.startsWith('-')
  if (at !== -1) words.splice(at, hasValue ? 2 : 1)
  return commandOf([...words.map(shown), '--resume', ...ending])
}

/** Hides header values, which may be secrets; values given by variables stay. */
function shown(word: string, at: number, words: readonly string[]): string {
  const [, flag = '', value] = /^(--header=)(.*)$/s.exec(word) ?? []
  if (value !== undefined) return flag + withoutHeaderValue(value)
  return words[at - 1] === '--header' ? withoutHeaderValue(word) : word
}
