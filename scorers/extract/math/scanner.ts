/** Goes through a text of LaTeX from left to right; blanks between tokens do not count. */
export class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  advance(): void {
    this.#at++
  }

  /** @param sticky pattern of what may stand here */
  isNext(sticky: RegExp): boolean {
    sticky.lastIndex = this.#at
    return sticky.test(this.#text)
  }

  /** Whether what stands just before matches. */
  follows(what: RegExp): boolean {
    return what.test(this.#text.slice(Math.max(0, this.#at - 8), this.#at))
  }

  #skip(): void {
    while (this.#text[this.#at] === ' ') this.#at++
  }

  /** The next character, or nothing at the end. */
  peek(): string {
    this.#skip()
    return this.#text[this.#at] ?? ''
  }

  /** Goes past the token, if it stands here. */
  take(token: string): boolean {
    this.#skip()
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    return true
  }

  /** Goes past what matches here, and gives it; blanks before it count where the pattern begins with them. */
  match(sticky: RegExp): string | null {
    const start = this.#at
    if (!sticky.source.startsWith('\\s') && !sticky.source.startsWith(' ')) this.#skip()
    sticky.lastIndex = this.#at
    const found = sticky.exec(this.#text)
    if (found === null) {
      this.#at = start
      return null
    }
    this.#at = sticky.lastIndex
    return found[0]
  }
}
