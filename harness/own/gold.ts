/** Tries the scorer on right answers: each must score full marks, or the declaration reads replies wrongly. */
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import type { PlacedRow } from '../../benchmarks/data/rows.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { ResourcePool } from '../trial/resources.ts'

export interface GoldFinding {
  readonly tried: number
  readonly wrong: readonly WrongGold[]
  /** Why none was tried. */
  readonly skipped?: string
}

export interface WrongGold {
  readonly id: string
  /** 1-based line of the data. */
  readonly line: number
  readonly reply: string
  /** What was read in it; null: nothing. */
  readonly answer: string | null
  readonly target?: string
  /** What a program ended with. */
  readonly detail?: string
}

export async function tryGold(
  benchmark: Benchmark,
  protocol: Protocol<unknown>,
  samples: readonly Sample[],
  rows: readonly PlacedRow[],
  cacheDir: string,
): Promise<GoldFinding> {
  const { scorer } = protocol
  if (scorer.needs.includes('judge')) return { tried: 0, wrong: [], skipped: 'a judge rates the replies' }
  await using pool = new ResourcePool(cacheDir)
  const resources = await pool.open(scorer, { language: samples[0]?.program?.language })
  const wrong: WrongGold[] = []
  let tried = 0
  for (const [index, sample] of samples.entries()) {
    const placed = rows[index]
    const reply = placed && benchmark.check?.gold(placed.row, sample)
    if (placed === undefined || reply === undefined) continue
    tried++
    const completion = { text: reply, finishReason: 'stop' as const }
    const turns = sample.turns.map((prompt) => ({ prompt: [{ role: 'user' as const, content: prompt }], completion }))
    const { value, answer, verdict } = await scorer.score({ turns }, sample, resources)
    if (value === scorer.range[1]) continue
    wrong.push({
      id: sample.id,
      line: placed.line,
      reply,
      answer,
      ...(sample.target !== undefined && { target: sample.target }),
      ...(verdict !== undefined && { detail: `${verdict.outcome} ${verdict.detail}`.trim() }),
    })
  }
  if (tried > 0) return { tried, wrong }
  return { tried, wrong, skipped: 'nothing says how a right reply looks; add gold: to the declaration' }
}
