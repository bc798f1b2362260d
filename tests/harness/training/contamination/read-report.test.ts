import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readOverlaps } from '../../../../harness/training/contamination/read-report.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

async function report(content: string): Promise<string> {
  const path = join(await temporaryFolder(), 'report.json')
  await writeFile(path, content)
  return path
}

it('reads which samples of which benchmark overlap', async () => {
  const benchmarks = [
    { benchmark: 'gsm8k', overlapping: [{ id: 'gsm8k/3' }, { id: 'gsm8k/8' }] },
    { benchmark: 'humaneval', overlapping: [] },
  ]
  expect(await readOverlaps(await report(JSON.stringify({ schemaVersion: 1, benchmarks })))).toEqual(
    new Map([
      ['gsm8k', new Set(['gsm8k/3', 'gsm8k/8'])],
      ['humaneval', new Set()],
    ]),
  )
})

it.each([
  ['{', /not a contamination report/],
  ['null', /not a contamination report/],
  ['{"schemaVersion": 1}', /not a contamination report/],
  ['{"schemaVersion": 1, "benchmarks": [{"benchmark": "gsm8k"}]}', /not a contamination report/],
  ['{"schemaVersion": 1, "benchmarks": [{"benchmark": "gsm8k", "overlapping": [3]}]}', /not a contamination report/],
  ['{"schemaVersion": 99, "benchmarks": []}', /newer evalkit/],
])('refuses %s', async (content, message) => {
  await expect(readOverlaps(await report(content))).rejects.toThrow(message)
})

it('refuses a file that is not there', () =>
  expect(readOverlaps('none.json')).rejects.toThrow(/none\.json cannot be read/))
