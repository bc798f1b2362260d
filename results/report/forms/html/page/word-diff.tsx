/** What a reply has that the baseline's has not, word by word. */
import { diffWordsWithSpace } from 'diff'
import type { JSX } from 'preact'

/** Beyond so many changes, or so long, two texts have nothing in common that a reader could follow. */
const LIMITS = { maxEditLength: 1500, timeout: 400 }

/** Chinese and Japanese have no spaces between their words. */
const words = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'word' }) : undefined

/** @returns undefined where the two differ too much to be compared */
export function wordDiff(before: string, after: string): JSX.Element | undefined {
  const options =
    words === undefined || !/[\u3040-\u30ff\u4e00-\u9fff]/.test(before) ? LIMITS : { ...LIMITS, intlSegmenter: words }
  const parts = diffWordsWithSpace(before, after, options)
  if (parts === undefined) return undefined
  return (
    <pre dir="auto" class="diff">
      {parts.map(({ value, added, removed }) => (added ? <ins>{value}</ins> : removed ? <del>{value}</del> : value))}
    </pre>
  )
}
