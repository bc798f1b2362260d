/** What to do where the baseline has too little to lose. */
import type { Weighed } from './decide.ts'

/**
 * Never "choose a smaller margin now": a margin is chosen before the data are seen. More answers help only where the baseline's
 * score itself, and not just the lower limit of its interval, leaves room.
 */
export function roomAdvice({ room, rules, compared }: Weighed): string {
  const { items, dataset, benchmark } = compared.baseline.manifest
  const another = `Gate on a benchmark or protocol that this baseline does better on than ${benchmark.name}`
  if (room === undefined || room.atBest < rules.margin) return `${another}.`
  if (items.count < dataset.size) return 'Run all samples, so that the baseline’s score is known more precisely.'
  return `${another}, or measure the baseline with more answers to each sample, so that its score is known more precisely.`
}
