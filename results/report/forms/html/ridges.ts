/** Distributions of several models below each other on one scale, small enough to stand side by side. */
import { escapeHtml } from './escape.ts'

const [WIDTH, HEIGHT] = [240, 26]

export interface Ridge {
  readonly name: string
  readonly values: readonly number[]
}

interface Drawing {
  readonly title: string
  /** Places of the bars, ends included. */
  readonly from: number
  readonly to: number
  readonly bins: number
  /** In which values are laid out; `log` for what spreads over powers of ten. */
  readonly scale: 'linear' | 'log'
  readonly words: (value: number) => string
  /** What the number at the right is. */
  readonly middle: 'median' | 'mean'
}

/** @returns `''` where no model has a value */
export function ridges(all: readonly Ridge[], drawing: Drawing): string {
  const shown = all.filter(({ values }) => values.length > 0)
  if (shown.length === 0) return ''
  const rows = shown.map(({ name, values }) => {
    const middle =
      drawing.middle === 'median' ? quantile(values, 0.5) : values.reduce((sum, one) => sum + one, 0) / values.length
    const facts = `${name}: ${drawing.middle} ${drawing.words(middle)}, 5% to 95%: ${drawing.words(quantile(values, 0.05))} to ${drawing.words(quantile(values, 0.95))}`
    return `<tr data-model="${escapeHtml(name)}"><th scope="row">${escapeHtml(name)}</th><td class="ridge">${bars(values, drawing, facts)}</td><td class="num">${escapeHtml(drawing.words(middle))}</td></tr>`
  })
  const ends = [drawing.from, drawing.to].map(drawing.words)
  return `<table class="ridges"><caption>${escapeHtml(drawing.title)}</caption><tbody>
${rows.join('\n')}
<tr aria-hidden="true" class="ends"><td></td><td><span>${escapeHtml(ends[0] ?? '')}</span><span>${escapeHtml(ends[1] ?? '')}</span></td><td>${drawing.middle}</td></tr>
</tbody></table>`
}

function bars(values: readonly number[], { from, to, bins, scale }: Drawing, facts: string): string {
  const place = scale === 'log' ? (value: number) => Math.log(Math.max(value, 1)) : (value: number) => value
  const [low, high] = [place(from), place(to)]
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) {
    const at = high === low ? 0 : Math.floor((bins * (place(value) - low)) / (high - low))
    const bin = Math.min(bins - 1, Math.max(0, at))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const most = Math.max(...counts)
  const width = WIDTH / bins
  const drawn = counts.flatMap((count, at) => {
    if (count === 0) return []
    const height = Math.max(1, Math.round((HEIGHT * count) / most))
    return [
      `M${Number((at * width + 0.5).toFixed(2))} ${HEIGHT}v-${height}h${Number((width - 1).toFixed(2))}v${height}z`,
    ]
  })
  return `<svg role="img" aria-label="${escapeHtml(facts)}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" width="100%" height="${HEIGHT}"><title>${escapeHtml(facts)}</title><path d="${drawn.join('')}"/></svg>`
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
