/** A line of Markdown, read from the left in columns: a tab reaches to the next multiple of four, and may be read in part. */
export class MarkdownLine {
  readonly #line: string
  #at = 0
  #column = 0
  /** Columns ahead of a tab that was read in part. */
  #spare = 0
  /** The first character ahead that is no white space, and its column. */
  #ink = { at: 0, column: 0 }

  constructor(line: string) {
    this.#line = line
    this.#findInk()
  }

  /** Columns of white space ahead. */
  get indent(): number {
    return this.#ink.column - this.#column
  }

  get isBlank(): boolean {
    return this.#ink.at === this.#line.length
  }

  /** All that is ahead; a tab that was read in part counts as spaces. */
  get rest(): string {
    return ' '.repeat(this.#spare) + this.#line.slice(this.#at)
  }

  /** What is ahead after the white space. */
  get ink(): string {
    return this.#line.slice(this.#ink.at)
  }

  /** Moves over white space, at most so many columns of it. */
  skip(columns: number): void {
    const goal = Math.min(this.#column + columns, this.#ink.column)
    let reached = this.#column + this.#spare
    while (reached < goal) reached = this.#columnAfter(this.#at++, reached)
    this.#spare = reached - goal
    this.#column = goal
  }

  /** Moves over the white space and so many characters after it. */
  pass(characters: number): void {
    this.#at = this.#ink.at + characters
    this.#column = this.#ink.column + characters
    this.#spare = 0
    this.#findInk()
  }

  #findInk(): void {
    let [at, column] = [this.#at, this.#column]
    while (this.#line[at] === ' ' || this.#line[at] === '\t') column = this.#columnAfter(at++, column)
    this.#ink = { at, column }
  }

  #columnAfter(at: number, column: number): number {
    return this.#line[at] === '\t' ? column + 4 - (column % 4) : column + 1
  }
}
