/** Text that says the same over and over: a model in a loop (`the the the …`, `!!!!!!`), whatever language it loops in. */

/** Characters whose repetition is counted together. */
const GRAM = 6

/** A loop that a reply ends in is found in its last characters; whatever came before may be fine. */
const TAIL = 2000

/** A loop after an answer may fill no more than the end of that. */
const END = 400

/** Shorter text proves nothing: `0.000000` is an answer. */
const SHORTEST = 24

/** Prose, programs and tables repeat up to half of theirs within 2,000 characters; a loop repeats nearly all. */
const LOOP = 0.85

/** A table of marks that is never cleared: each text has a mark of its own. */
const SEEN = new Uint32Array(1 << 16)
let mark = 0

/** Whether the end of a text is a loop. Linear, without allocation for each character. */
export function isLoop(text: string): boolean {
  const tail = text.slice(-TAIL).replace(/\s+/g, ' ').trim()
  return tail.length >= SHORTEST && (repeatedShare(tail) >= LOOP || endsInLoop(tail))
}

const endsInLoop = (tail: string) => tail.length > END && repeatedShare(tail.slice(-END)) >= LOOP

/**
 * Share of a text's runs of six characters that have come before in it: 0 where all differ, next to 1 in a loop. Two runs that
 * fall into one of 65,536 places count as equal, which adds less than 0.02 for 2,000 characters.
 */
function repeatedShare(text: string): number {
  mark = mark === 0xffffffff ? 1 : mark + 1
  const grams = text.length - GRAM + 1
  let repeated = 0
  for (let at = 0; at < grams; at++) {
    const place = gramHash(text, at)
    if (SEEN[place] === mark) repeated++
    else SEEN[place] = mark
  }
  return repeated / grams
}

/** FNV-1a over the code units, folded to 16 bits. */
function gramHash(text: string, at: number): number {
  let hash = 0x811c9dc5
  for (let next = at; next < at + GRAM; next++) hash = Math.imul(hash ^ text.charCodeAt(next), 0x01000193)
  return (hash ^ (hash >>> 16)) & 0xffff
}
