/**
 * The language of a text, as langdetect tells it (Nakatani 2010, Language Detection Library for Java): naive Bayes over runs of one
 * to three characters, drawn at random until one language is all but sure, seven times over.
 *
 * langdetect draws other numbers each time, so that a short text may be English once and German the next time. Here they
 * are the same each time.
 */
import { randomBits } from '../../results/statistics/random-bits.ts'
import { CHINESE_CLASSES, PROFILES } from './language-profiles.ts'

const LONGEST = 3
const MAX_TEXT = 10_000
const TRIALS = 7
const MAX_DRAWS = 1000
const SURE = 0.999_99
/** Given to runs that a language does not have, by so much on average and with such a spread. */
const SMOOTHING = { mean: 0.5, deviation: 0.05, per: 10_000 }
const LEAST = 0.1
const SEED = 0

/** Of each run of characters, how probable it is in each language. */
const RUNS: ReadonlyMap<string, Float64Array> = (() => {
  const runs = new Map<string, Float64Array>()
  for (const [language, { freq, n_words }] of PROFILES.entries()) {
    for (const [run, count] of Object.entries(freq)) {
      const all = n_words[run.length - 1]
      if (all === undefined) continue
      const shares = runs.get(run) ?? new Float64Array(PROFILES.length)
      shares[language] = count / all
      runs.set(run, shares)
    }
  }
  return runs
})()

/** @returns its code; null where no run of characters is known; `unknown` where no language is likely */
export function detectLanguage(text: string): string | null {
  const runs = runsIn(cleaned(text))
  if (runs.length === 0) return null
  const random = randomBits(SEED)
  const likely = new Float64Array(PROFILES.length)
  for (let trial = 0; trial < TRIALS; trial++) {
    for (const [language, share] of oneTrial(runs, random).entries())
      likely[language] = (likely[language] ?? 0) + share / TRIALS
  }
  const best = likely.indexOf(Math.max(...likely))
  return (likely[best] ?? 0) > LEAST ? (PROFILES[best]?.name ?? 'unknown') : 'unknown'
}

function oneTrial(runs: readonly Float64Array[], random: () => number): Float64Array {
  const smoothing = (SMOOTHING.mean + SMOOTHING.deviation * gaussian(random)) / SMOOTHING.per
  const likely = new Float64Array(PROFILES.length).fill(1 / PROFILES.length)
  for (let draw = 0; ; draw++) {
    const shares = runs[random() % runs.length] as Float64Array
    for (let language = 0; language < likely.length; language++) {
      likely[language] = (likely[language] as number) * (smoothing + (shares[language] as number))
    }
    // Often enough that no product comes to nothing.
    if (draw % 5 === 0 && (normalise(likely) > SURE || draw >= MAX_DRAWS)) return likely
  }
}

/** @returns the greatest share */
function normalise(likely: Float64Array): number {
  const sum = likely.reduce((total, share) => total + share, 0)
  for (let language = 0; language < likely.length; language++) likely[language] = (likely[language] as number) / sum
  return Math.max(...likely)
}

/** By Box and Muller. */
function gaussian(random: () => number): number {
  const uniform = () => (random() + 0.5) / 2 ** 32
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

const ADDRESS = /https?:\/\/[-\w.?&~;+=/#]{1,2076}|[-\w.]{1,64}@[-\w]{1,255}(?:\.[-\w]{1,255}){0,16}/g

/** Without addresses, in single blanks, and without Latin letters where most others are of another script. */
function cleaned(text: string): string {
  const short = text.replace(ADDRESS, ' ').normalize('NFC').slice(0, MAX_TEXT).replace(/ {2,}/g, ' ')
  const latin = short.match(/[A-z]/g)?.length ?? 0
  const others = short.match(/[\u0300-\u1dff\u1f00-\uffff]/g)?.length ?? 0
  return latin * 2 < others ? short.replace(/[A-z]/g, '') : short
}

/** Where a word of two capitals or more goes on, nothing is counted: a text in capitals has next to no runs. */
function runsIn(text: string): Float64Array[] {
  const found: Float64Array[] = []
  let run = ' '
  let isCapitals = false
  for (const written of text) {
    const character = folded(written)
    const last = run.at(-1) as string
    if (last === ' ') {
      run = ' '
      isCapitals = false
      if (character === ' ') continue
    }
    if (run.length >= LONGEST) run = run.slice(1)
    run += character
    isCapitals = isUpper(character) && (isCapitals || isUpper(last))
    if (isCapitals) continue
    for (let length = 1; length <= run.length; length++) {
      const part = run.slice(-length)
      const shares = part === ' ' ? undefined : RUNS.get(part)
      if (shares !== undefined) found.push(shares)
    }
  }
  return found
}

const isUpper = (character: string) => /\p{Lu}/u.test(character)

const CHINESE = new Map(CHINESE_CLASSES.flatMap((like) => Array.from(like, (one) => [one, like[0] as string])))

/** Scripts whose characters the profiles count as one, and what they count as a blank. */
const FOLDED: readonly (readonly [RegExp, string])[] = [
  [/[\0-@[-`{-\x7f\u00a0\u00ab\u00b0\u00bb\u2000-\u206f]/, ' '],
  [/\u0219/, '\u015f'], //                  Romanian, comma below for cedilla
  [/\u021b/, '\u0163'],
  [/\u06cc/, '\u064a'], //                  Farsi and Arabic yeh
  [/[\u1ea0-\u1eff]/, '\u1ec3'], //         Vietnamese
  [/[\u3040-\u309f]/, '\u3042'], //         Hiragana
  [/[\u30a0-\u30ff]/, '\u30a2'], //         Katakana
  [/[\u3100-\u312f\u31a0-\u31bf]/, '\u3105'], // Bopomofo
  [/[\uac00-\ud7af]/, '\uac00'], //         Hangul
]

function folded(character: string): string {
  if (/[A-Za-z]/.test(character)) return character
  return FOLDED.find(([script]) => script.test(character))?.[1] ?? CHINESE.get(character) ?? character
}
