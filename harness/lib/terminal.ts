/** Output: results go to standard output, everything else to standard error. */

import { fstatSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Interrupted, StoreError } from '../../results/errors.ts'
import type { TextOptions } from '../../results/report/layout.ts'
import { remedyFor } from '../../results/system-errors.ts'
import { type Visible, visible, visibleField } from '../../results/visible.ts'
import { wrapped } from '../../results/words/wrap.ts'
import { obeysCommands, withoutCommands } from './escape-log-commands.ts'
import { asInvoked } from './invocation.ts'

/** The error that kept results from standard output; EPIPE does not count. */
let lost: NodeJS.ErrnoException | undefined

/** Handles errors of closed pipes, full disks and closed terminals, which arrive late as events and must not end a run. */
export function guardOutput(): void {
  for (const [stream, listener] of [
    [process.stdout, noteLoss],
    [process.stderr, ignore],
  ] as const) {
    if (!stream.listeners('error').includes(listener)) stream.on('error', listener)
  }
}

const ignore = () => undefined

/** Remembers the first lost output. `evalkit list runs | head` closes the pipe early, which is no error. */
function noteLoss(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') lost ??= error
}

/** @throws StoreError when printed results could not be written */
export async function requirePrinted(): Promise<void> {
  await nextTurn() // a full disk is reported by an event
  if (lost === undefined) return
  const error = lost
  lost = undefined
  throw new StoreError(`standard output cannot be written: ${error.message}`, {
    cause: error,
    isMidRun: true,
    hint: [remedyFor(error) ?? [], 'Results of runs are saved. To show them again: evalkit report RUN']
      .flat()
      .join(' '),
  })
}

/** Prints a result to standard output. */
export function print(text: Visible): void {
  aboveLiveArea(process.stdout, () => {
    try {
      process.stdout.write(`${isLog(process.stdout) ? withoutCommands(text) : text}\n`)
    } catch (error) {
      noteLoss(error as NodeJS.ErrnoException)
    }
  })
}

/**
 * Prints a message to standard error, each argument on a line of its own. What it quotes of servers, files and users is shown and not
 * obeyed, their line ends included.
 */
export function note(...lines: readonly string[]): void {
  const text = inLines(asInvoked(lines.map(visibleField).join('\n')), process.stderr)
  say(visible(`${text}\n`))
}

/** Wraps lines at spaces on a terminal, except lines with a command, which must stay copyable. */
function inLines(text: string, { isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): string {
  if (!isTTY || !(columns > 0)) return text
  const isShort = (line: string) => line.length < columns || /\bevalkit \w/.test(line)
  return text
    .split('\n')
    .flatMap((line) => {
      if (isShort(line)) return [line]
      const indent = /^ */.exec(line)?.[0] ?? ''
      return wrapped(line.trimStart(), indent, { width: columns })
    })
    .join('\n')
}

/** Prints a log command for the CI system, in which line ends are escaped. */
export const command = (line: string): void => write(visible(`${visibleField(line)}\n`), process.stderr)

/** Writes text to a stream, in which a CI system finds no commands, and ignores a failure to do so. */
export const say = (text: Visible, stream: NodeJS.WriteStream = process.stderr): void =>
  write(isLog(stream) ? withoutCommands(text) : text, stream)

function write(text: string, stream: NodeJS.WriteStream): void {
  aboveLiveArea(stream, () => {
    try {
      stream.write(text)
    } catch {
      // A full disk or a closed terminal.
    }
  })
}

/** The live area at the bottom of the terminal, which other output moves down. */
interface HeldArea {
  clear(): void
  update(): void
}

let held: HeldArea | undefined

/** @returns a function that releases the live area @throws TypeError when another one is active */
export function holdLiveArea(area: HeldArea): () => void {
  if (held !== undefined) throw new TypeError('two live areas on one terminal')
  held = area
  return () => {
    held = undefined
  }
}

export const hasLiveArea = (): boolean => held !== undefined

function aboveLiveArea(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }, write: () => void): void {
  const area = stream.isTTY === true ? held : undefined
  area?.clear()
  write()
  area?.update()
}

/** Whether a stream may lead to a CI log: any pipe may, a file does not. */
function isLog(stream: NodeJS.WriteStream & { readonly fd?: number }): boolean {
  try {
    return obeysCommands() && !fstatSync(stream.fd ?? -1).isFile()
  } catch {
    return true // closed
  }
}

/** Whether a user is there to answer a question. */
export const isInteractive = () => process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env.CI

/** Asks a yes/no question; the default is yes. @throws Interrupted at Ctrl-C */
export async function confirm(...question: readonly string[]): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: movesCursor(process.stderr),
  })
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  lines.once('SIGINT', () => reject(new Interrupted('stopped; no request was sent')))
  try {
    const answer = await Promise.race([lines.question(`${question.map(visibleField).join('\n')} [Y/n] `), stopped])
    return /^(y|yes|)$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}

/** Whether a terminal supports control sequences. Editors and build tools set `TERM=dumb`. */
export const movesCursor = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && process.env.TERM !== 'dumb'

/** Layout options for standard output: files and pipes have no width. */
export function textOptions(): TextOptions {
  const { isTTY, columns } = process.stdout
  return { colour: wantsColour(), ...(isTTY && columns > 0 && { width: columns }) }
}

/** @see https://no-color.org */
export function wantsColour(stream: NodeJS.WriteStream = process.stdout): boolean {
  return movesCursor(stream) && !process.env.NO_COLOR
}
