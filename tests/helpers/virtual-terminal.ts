/** A terminal as far as live lines need one: it shows text, wraps and scrolls it, and obeys relative moves of the cursor. */
import { Writable } from 'node:stream'

const ESCAPE = '\u001b'
const SEQUENCE = new RegExp(`^${ESCAPE}\\[(\\??[\\d;]*)([A-Za-z])`)

export class VirtualTerminal {
  readonly #lines: string[] = ['']
  readonly columns: number
  readonly rows: number
  #row = 0
  #column = 0
  /** Everything that was written. */
  raw = ''

  constructor(columns = 80, rows = 24) {
    this.columns = columns
    this.rows = rows
  }

  /** What a user sees who scrolls back, without trailing empty lines. */
  get text(): string {
    return this.#lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd()
  }

  get stream(): NodeJS.WriteStream {
    const sink = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        this.write(String(chunk))
        done()
      },
    })
    return Object.assign(sink, { isTTY: true, columns: this.columns, rows: this.rows }) as unknown as NodeJS.WriteStream
  }

  write(text: string): void {
    this.raw += text
    let rest = text
    while (rest !== '') {
      const [whole = '', parameter = '', command] = SEQUENCE.exec(rest) ?? []
      if (whole !== '') this.#obey(command, parameter)
      else this.#put(rest[0] ?? '')
      rest = rest.slice(Math.max(1, whole.length))
    }
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0
    else if (character === '\n') this.#newLine()
    else {
      if (this.#column === this.columns) this.#newLine()
      const line = (this.#lines[this.#row] ?? '').padEnd(this.#column)
      this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1)
      this.#column++
    }
  }

  #newLine(): void {
    this.#column = 0
    this.#row++
    this.#lines[this.#row] ??= ''
  }

  #obey(command: string | undefined, parameter: string): void {
    if (parameter.startsWith('?')) return
    if (command === 'A') this.#row = Math.max(this.#lines.length - this.rows, 0, this.#row - Number(parameter || 1))
    else if (command === 'J') {
      this.#lines.splice(this.#row + 1)
      this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column)
    } else throw new Error(`the terminal does not know ${JSON.stringify(command)}`)
  }
}
