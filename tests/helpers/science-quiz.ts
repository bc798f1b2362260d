import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import { gpqaDiamond } from '../../benchmarks/gpqa-diamond.ts'
import { temporaryFolder } from './temporary.ts'

export const CANARY = 'canary 00000000-0000-0000-0000-000000000000'

/** A row with the columns of GPQA-Diamond, and nothing of its text. */
export const quizRow = (index: number) => ({
  'Record ID': `rec${index}`,
  Question: `Which number, "plus one",\nis ${index + 1}?\n`,
  'Correct Answer': `the number ${index}`,
  'Incorrect Answer 1': `the number ${index + 2}`,
  'Incorrect Answer 2': `the number ${index + 3}`,
  'Incorrect Answer 3': `the number ${index + 4}`,
  'High-level domain': 'Physics',
  'Canary String': CANARY,
})

interface QuizMirror {
  /** GPQA-Diamond over these rows. */
  readonly benchmark: Benchmark
  readonly dataDir: string
}

/** A local mirror with so many invented rows. @param changes cells of the first row */
export async function mirrorOf(count: number, changes: Partial<ReturnType<typeof quizRow>> = {}): Promise<QuizMirror> {
  const rows = Array.from({ length: count }, (_, i) => (i === 0 ? { ...quizRow(i), ...changes } : quizRow(i)))
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')
  const text = [Object.keys(quizRow(0)), ...rows.map((row) => Object.values(row))].map(line).join('\n')
  const dataDir = await temporaryFolder()
  await mkdir(join(dataDir, 'gpqa'))
  await writeFile(join(dataDir, 'gpqa/gpqa_diamond.csv'), text)
  const sha256 = createHash('sha256').update(text).digest('hex')
  const { test } = gpqaDiamond.dataset
  return { benchmark: { ...gpqaDiamond, dataset: { test: { ...test, sha256, rows: count } } }, dataDir }
}
