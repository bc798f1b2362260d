/** Whether two runs hold the same answers: known by what they scored, whatever their folders are called. */
import { createHash } from 'node:crypto'
import type { ComparedRun } from '../compare/compared-run.ts'

/**
 * A digest of each repeat's scores, without duplicates: a greedy model asked again in a new folder, or twice in one run, has
 * one and the same sheet. The order of the records makes no difference.
 *
 * @returns in alphabetical order
 * @throws StoreError for records that cannot be read
 */
export async function answerSheets(run: ComparedRun): Promise<string[]> {
  const scores = new Map<number, string[]>()
  for await (const { id, repeat, outcome } of run.records()) {
    const line = `${id} ${outcome.kind === 'scored' ? outcome.score.value : outcome.reason}`
    const sheet = scores.get(repeat)
    if (sheet === undefined) scores.set(repeat, [line])
    else sheet.push(line)
  }
  return [...new Set(scores.values().map(digest))].sort()
}

/** 96 bits are enough to tell sheets apart that nobody has forged. */
const digest = (lines: readonly string[]) =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 24)
