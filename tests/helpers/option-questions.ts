/** Invented questions in the form of ARC-Challenge's file, for whole commands over log-likelihoods. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteFile } from 'hyparquet-writer'
import { temporaryFolder } from './temporary.ts'

/** As many as the data set has. */
const ROWS = 1172

export const arcRow = (index: number) => ({
  id: `row${index}`,
  question: `Ann has ${index} apples and gets one more. How many has she?`,
  choices: {
    text: [`${index}`, `${index + 1}`, `${index + 2}`, 'none'],
    label: index % 2 === 0 ? ['A', 'B', 'C', 'D'] : ['1', '2', '3', '4'],
  },
  answerKey: index % 2 === 0 ? 'B' : '2',
})

type ArcRow = ReturnType<typeof arcRow>

const column = (name: string): SchemaElement => ({
  ...{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
})
const listOf = (name: string): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  column('element'),
]

/** A mirror of the data, of which the first rows may be given. @param dataDir default: a folder of the test's own */
export async function arcMirror(first: readonly ArcRow[] = [], dataDir?: string): Promise<string> {
  const rows = Array.from({ length: ROWS }, (_, index) => first[index] ?? arcRow(index))
  const folder = dataDir ?? (await temporaryFolder())
  await mkdir(join(folder, 'arc-challenge'))
  parquetWriteFile({
    filename: join(folder, 'arc-challenge/test.parquet'),
    schema: [
      { name: 'schema', num_children: 4 },
      column('id'),
      column('question'),
      { name: 'choices', repetition_type: 'OPTIONAL', num_children: 2 },
      ...listOf('text'),
      ...listOf('label'),
      column('answerKey'),
    ],
    columnData: (['id', 'question', 'choices', 'answerKey'] as const).map((name) => ({
      name,
      data: rows.map((row) => row[name]),
    })),
  })
  return folder
}
