/** Variants of a reply for loose checking, without what models put around an answer. */

export interface LooseForm {
  /** For `show`: `followed without its first line`. */
  readonly by: string
  form(reply: string): string
}

const LINES: readonly LooseForm[] = [
  { by: 'without its first line', form: (reply) => lines(reply, 1) },
  { by: 'without its last line', form: (reply) => lines(reply, 0, -1) },
  { by: 'without its first and last line', form: (reply) => lines(reply, 1, -1) },
]

const withoutStars = (reply: string) => reply.replaceAll('*', '')

/** Beside the reply itself: without a line at either end, and all of these without `*`. */
export const LOOSE_FORMS: readonly LooseForm[] = [
  ...LINES,
  { by: 'without *', form: withoutStars },
  ...LINES.map(({ by, form }) => ({ by: `${by} and without *`, form: (reply: string) => withoutStars(form(reply)) })),
]

const lines = (reply: string, from: number, to?: number) => reply.split('\n').slice(from, to).join('\n').trim()
