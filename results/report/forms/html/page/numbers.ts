/** Numbers in few characters. */
import type { PageBenchmark } from '../page-data.ts'

/** Scores are shares: 0 is wrong and 1 is right. */
export const isBinary = ({ range: [min, max] }: Pick<PageBenchmark, 'range'>) => min === 0 && max === 1

export const meanWords = (value: number) => String(Number(value.toFixed(2)))

/** With a true minus sign; shares as points. */
export function signed(value: number, isShare: boolean): string {
  const shown = isShare ? (100 * value).toFixed(0) : String(Number(value.toFixed(2)))
  return Number(shown) > 0 ? `+${shown}` : shown.replace('-', '−')
}

/** `850 ms`, `8.4 s`. */
export const milliseconds = (value: number) => (value < 1000 ? `${value} ms` : `${(value / 1000).toFixed(1)} s`)
