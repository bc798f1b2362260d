/** Language identification of prompts and answers. */
import { francAll } from 'franc-min'
import { UsageError } from '../../results/errors.ts'

/** Shortest prose, in characters, whose language is identified. */
const SHORTEST = 40
/** Languages with at least this score, relative to the likeliest, count too: related ones are hard to distinguish in short texts. */
const CLOSE = 0.95
/** Characters of a text that are enough to identify its language. */
const ENOUGH = 600

/** `en`, `eng` → `en`; `cmn` → `zh`. */
const canonical = (code: string) => new Intl.Locale(code).language

/** Parses language codes separated by commas. @throws UsageError for an invalid code */
export function readLanguages(codes: string): ReadonlySet<string> {
  return new Set(
    codes.split(',').map((code) => {
      try {
        return canonical(code.trim())
      } catch {
        throw new UsageError(`--language ${codes}: invalid language code "${code}"`, {
          hint: 'Separate codes by commas, as in --language en,zh.',
        })
      }
    }),
  )
}

/** Whether the text may be in one of the languages; true when the language cannot be identified. */
export function mayBeIn(text: string, languages: ReadonlySet<string>): boolean {
  const prose = proseOf(text)
  if (prose.length < SHORTEST) return true
  return francAll(prose.slice(0, ENOUGH)).some(([code, score]) => score >= CLOSE && isOf(code, languages))
}

const isOf = (code: string, languages: ReadonlySet<string>) => code === 'und' || languages.has(canonical(code))

/** Removes code, formulas and URLs. */
const proseOf = (text: string) =>
  text
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/`[^`\n]*`|\$\$[\s\S]*?\$\$|\$(?=\S)[^$\n]*\S\$(?!\d)|https?:\/\/\S+/g, ' ')
    .replace(/[^\p{L}\p{M}'’\s]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
