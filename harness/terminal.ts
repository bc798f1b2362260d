/** Where words go: results to standard output, everything else to standard error. */

/** A result: what a pipe or a file wants to have. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** A word on what is going on. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** @see https://no-color.org */
export function wantsColour(stream: NodeJS.WriteStream = process.stdout): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
}
