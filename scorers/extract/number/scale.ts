/** Words and letters that multiply a number by a power of ten: `1.2k`, `$3M`, `2 crore`, `3亿`. */
import { oneOf } from '../one-of.ts'

/** What may be between a number and its scale: `1.2 million`, `1.2\text{ million}`, `1.2\,million`. */
const JOINT = /(?:[ -]|\\[,;! ]|\\(?:text|mathrm|textbf)\{ ?){0,9}/

const WORD =
  /[Hh]undred|[Tt]housand|[Mm]illions?|[Bb]illions?|[Tt]rillions?|[Ll]akhs?|[Ll]acs?|[Cc]rores?|[Mm]io\.?|[Mm]rd\.?|mln|bn/

/** For the end of a number. Letters count at once after it only, and `m` and `t` after an amount of money only. */
export const SCALE = oneOf(
  new RegExp(
    `${JOINT.source}(?<scale>${WORD.source})(?![A-Za-z])(?: (?<again>thousand|million|billion|trillion|crore)(?![a-z]))?`,
  ),
  /(?:\\text\{ ?)?(?<scale>[kKMB]|mn)(?![A-Za-z\d²³^/])/, //                   1.2k  3M  7\text{B}
  /(?<=[$€£¥₹] ?[\d.,]{1,24})(?<scale>[mTt])(?![A-Za-z\d])/, //              $3m
  / ?(?<scale>[百千万萬亿億兆])/, //                                           3亿
)

const POWERS: Readonly<Record<string, number>> = {
  hundred: 2,
  百: 2,
  thousand: 3,
  k: 3,
  千: 3,
  万: 4,
  萬: 4,
  lakh: 5,
  lac: 5,
  million: 6,
  mio: 6,
  mln: 6,
  mn: 6,
  m: 6,
  crore: 7,
  亿: 8,
  億: 8,
  billion: 9,
  mrd: 9,
  bn: 9,
  b: 9,
  trillion: 12,
  t: 12,
  兆: 12,
}

/** @returns the exponent of the power of ten; 0 for none */
export const powerOf = (scale: string | undefined): number =>
  scale === undefined
    ? 0
    : (POWERS[
        scale
          .toLowerCase()
          .replace(/\.$/, '')
          .replace(/(?<=..)s$/, '')
      ] ?? 0)
