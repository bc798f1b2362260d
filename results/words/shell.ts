/** Commands in messages, as a shell takes them. */

/** A word as it is where that is safe, else in single quotes. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** `evalkit show 'my runs/…' gsm8k/17` */
export const commandOf = (words: readonly string[]): string => ['evalkit', ...words].map(shellWord).join(' ')
