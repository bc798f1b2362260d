/** Where words go: results to standard output, everything else to standard error. */

import { fstatSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Interrupted, StoreError } from '../../results/errors.ts'
import type { TextOptions } from '../../results/report/layout.ts'
import { remedyFor } from '../../results/system-errors.ts'
import { wrapped } from '../../results/words/wrap.ts'
import { obeysCommands, withoutCommands } from './escape-log-commands.ts'
import { asInvoked } from './invocation.ts'

/** What kept results from standard output, but for a reader that has had enough. */
let lost: NodeJS.ErrnoException | undefined

/** A pipe whose reader has gone, a full disk and a closed terminal fail late, by an event: nothing of that may end a run. */
export function guardOutput(): void {
  for (const [stream, listener] of [
    [process.stdout, noteLoss],
    [process.stderr, ignore],
  ] as const) {
    if (!stream.listeners('error').includes(listener)) stream.on('error', listener)
  }
}

const ignore = () => undefined

/** `evalkit list runs | head` closes the pipe early: nobody reads on, and what is under way goes on to its own exit code. */
function noteLoss(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') lost ??= error
}

/** @throws StoreError where results were printed and could not be written */
export async function requirePrinted(): Promise<void> {
  await nextTurn() // that a file is full is told by an event
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

/** A result: what a pipe or a file wants to have. */
export function print(text: string): void {
  aboveLiveArea(process.stdout, () => {
    try {
      process.stdout.write(`${isLog(process.stdout) ? withoutCommands(text) : text}\n`)
    } catch (error) {
      noteLoss(error as NodeJS.ErrnoException)
    }
  })
}

/** A word on what is going on. */
export function note(message: string): void {
  const text = inLines(asInvoked(message), process.stderr)
  say(`${isLog(process.stderr) ? withoutCommands(text) : text}\n`)
}

/** On a terminal no line is broken inside a word, and none that holds a command, which is to be copied. */
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

/** A command for the CI system whose log this is. */
export const command = (line: string): void => say(`${line}\n`)

/** Where nobody can be told, nobody is told. */
export function say(text: string, stream: NodeJS.WritableStream = process.stderr): void {
  aboveLiveArea(stream, () => {
    try {
      stream.write(text)
    } catch {
      // A full disk, a terminal that is gone.
    }
  })
}

/** Lines at the bottom of the terminal, which give way to what is printed. */
interface HeldArea {
  clear(): void
  update(): void
}

let held: HeldArea | undefined

/** @returns what gives the bottom of the terminal back @throws TypeError where somebody has it already */
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

/** A pipe may lead to the log of a CI system, and cannot be told from one that leads elsewhere; a file does not. */
function isLog({ fd }: { readonly fd: number }): boolean {
  try {
    return obeysCommands() && !fstatSync(fd).isFile()
  } catch {
    return true // closed
  }
}

/** Somebody sits there who can be asked. */
export const isInteractive = () => process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env.CI

/** Asks a question that a bare return answers with yes. @throws Interrupted at Ctrl-C */
export async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: movesCursor(process.stderr),
  })
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  lines.once('SIGINT', () => reject(new Interrupted('stopped; nothing was asked')))
  try {
    const answer = await Promise.race([lines.question(`${question} [Y/n] `), stopped])
    return /^(y|yes|)$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}

/** A terminal that obeys control sequences: `TERM=dumb` is that of editors and build tools, which show them. */
export const movesCursor = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && process.env.TERM !== 'dumb'

/** How text is drawn for whoever reads standard output: a file or a pipe has no width. */
export function textOptions(): TextOptions {
  const { isTTY, columns } = process.stdout
  return { colour: wantsColour(), ...(isTTY && columns > 0 && { width: columns }) }
}

/** @see https://no-color.org */
export function wantsColour(stream: NodeJS.WriteStream = process.stdout): boolean {
  return movesCursor(stream) && !process.env.NO_COLOR
}
