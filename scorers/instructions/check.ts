/** One kind of instruction: a rule that a text follows or not, and the sentence that says why. */

/** The arguments of an instruction as the data set has them; an absent one is absent, never null. */
export type Arguments = Readonly<Record<string, unknown>>

export interface Finding {
  readonly followed: boolean
  /** What was found, against what was asked for: `212 words; asked for: at least 300`. */
  readonly found: string
}

/** What takes a moment to load: most checks need none of it. */
export interface TextTools {
  /** ISO 639-1 code as langdetect has it; null for a text that has no words. */
  language(text: string): string | null
}

export interface InstructionKind {
  /** Arguments that it must have, and their types. */
  readonly needs: Readonly<Record<string, 'number' | 'string' | 'pattern' | 'patterns'>>
  /** Linear in the text's length. */
  check(text: string, args: Arguments, tools: TextTools): Finding
}

export const number = (args: Arguments, name: string): number => args[name] as number
export const text = (args: Arguments, name: string): string => args[name] as string
export const list = (args: Arguments, name: string): readonly string[] => args[name] as readonly string[]

/** `at least` counts upwards, `less than` is strict; upstream knows no third. */
export function counted(count: number, what: string, relation: string, limit: number): Finding {
  return {
    followed: relation === 'less than' ? count < limit : count >= limit,
    found: `${quantity(count, what)}; asked for: ${relation} ${limit}`,
  }
}

/** `1 word`, `2 words` */
export const quantity = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** @param otherwise what is there instead */
export const found = (followed: boolean, when: string, otherwise: string): Finding => ({
  followed,
  found: followed ? when : otherwise,
})
