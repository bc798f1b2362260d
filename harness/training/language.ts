/** In which language a text is written, as far as its letters tell. */
import { francAll } from 'franc-min'
import { UsageError } from '../../results/errors.ts'

/** Shorter texts, and those that hold little but code or formulas, tell nothing. */
const SHORTEST = 40
/** A language this close to the likeliest may be the one as well: neighbours are told apart badly in short texts. */
const CLOSE = 0.95
/** As much of a text as it takes. */
const ENOUGH = 600

/** `en`, `eng` → `en`; `cmn` → `zh`. */
const canonical = (code: string) => new Intl.Locale(code).language

/** @throws UsageError for what is no code of a language */
export function readLanguages(codes: string): ReadonlySet<string> {
  return new Set(
    codes.split(',').map((code) => {
      try {
        return canonical(code.trim())
      } catch {
        throw new UsageError(`--language ${codes}: "${code}" is no language`, {
          hint: 'Write codes with commas between them, as in --language en,zh.',
        })
      }
    }),
  )
}

/** Whether the text may be in one of the languages; true where that cannot be told. */
export function mayBeIn(text: string, languages: ReadonlySet<string>): boolean {
  const prose = proseOf(text)
  if (prose.length < SHORTEST) return true
  return francAll(prose.slice(0, ENOUGH)).some(([code, score]) => score >= CLOSE && isOf(code, languages))
}

const isOf = (code: string, languages: ReadonlySet<string>) => code === 'und' || languages.has(canonical(code))

/** Without code, formulas and addresses. */
const proseOf = (text: string) =>
  text
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/`[^`\n]*`|\$\$[\s\S]*?\$\$|\$(?=\S)[^$\n]*\S\$(?!\d)|https?:\/\/\S+/g, ' ')
    .replace(/[^\p{L}\p{M}'’\s]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
