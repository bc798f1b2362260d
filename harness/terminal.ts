/** Where words go: results to standard output, everything else to standard error. */

import { fstatSync } from 'node:fs'
import { Interrupted } from '../results/errors.ts'
import { obeysCommands, withoutCommands } from './log-commands.ts'

/** A result: what a pipe or a file wants to have. */
export function print(text: string): void {
  process.stdout.write(`${isLog(process.stdout) ? withoutCommands(text) : text}\n`)
}

/** A word on what is going on. */
export function note(text: string): void {
  process.stderr.write(`${isLog(process.stderr) ? withoutCommands(text) : text}\n`)
}

/** A command for the CI system whose log this is. */
export function command(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** A pipe may lead to the log of a CI system, and cannot be told from one that leads elsewhere; a file does not. */
const isLog = ({ fd }: { readonly fd: number }) => obeysCommands() && !fstatSync(fd).isFile()

/** Somebody sits there who can be asked. */
export const isInteractive = () => process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env.CI

/** Asks a question that a bare return answers with yes. @throws Interrupted at Ctrl-C */
export async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  lines.once('SIGINT', () => reject(new Interrupted('stopped; nothing was asked')))
  try {
    const answer = await Promise.race([lines.question(`${question} [Y/n] `), stopped])
    return /^(y|yes|)$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}

/** @see https://no-color.org */
export function wantsColour(stream: NodeJS.WriteStream = process.stdout): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
}
