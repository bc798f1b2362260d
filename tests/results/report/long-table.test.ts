import { readFile } from 'node:fs/promises'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { longCsv, longParquet } from '../../../results/report/forms/long.ts'
import { SCORE_COLUMNS, scoreTable, TRIAL_COLUMNS, trialTable } from '../../../results/report/long-table.ts'
import { finishedRun, record, turn, unscoredRecord } from '../../helpers/records.ts'

const usage = { inputTokens: 10, outputTokens: 20 }

async function table(changes = {}, showProtected = false) {
  const records = [
    record('gsm8k/10', 0, {
      answer: '=1+1',
      turns: [turn({ usage, latencyMs: 500 }), turn({ usage, latencyMs: 250 })],
    }),
    unscoredRecord('gsm8k/9'),
    record('gsm8k/2', 1, { answer: null, repeat: 2 }),
    record('gsm8k/2', 1, { repeat: 1 }),
  ]
  return trialTable([await finishedRun('sft', records, changes)], showProtected)
}

const read = async (bytes: Uint8Array) =>
  parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer })

describe('samples in long format', () => {
  it('are in the order of samples and repeats, and a trial without a score has no value', async () => {
    const rows = await read(longParquet(await table()))
    expect(rows.map((row) => [row.sample, row.repeat, row.scored, row.value, row.reason])).toEqual([
      ['gsm8k/2', 1, true, 1, null],
      ['gsm8k/2', 2, true, 1, null],
      ['gsm8k/9', 1, false, null, 'model-error'],
      ['gsm8k/10', 1, true, 0, null],
    ])
    expect(rows[3]).toMatchObject({ output_tokens: 40, latency_ms: 750, turns: 2, answer: '=1+1', model: 'sft' })
  })

  it('are the same as CSV, where no text is a formula', async () => {
    const [head, ...rows] = longCsv(await table())
      .trimEnd()
      .split('\r\n')
    expect(head?.split(',')).toEqual(TRIAL_COLUMNS.map(({ name }) => name))
    expect(rows).toHaveLength(4)
    expect(rows[3]).toContain(`,"'=1+1",`)
  })

  it('show no words of an answer to a protected question unless that is asked for', async () => {
    const answers = async (shown: boolean) => longCsv(await table({ protected: {} }, shown))
    expect(await answers(false)).not.toContain('=1+1')
    expect(await answers(true)).toContain('=1+1')
  })

  it('are written where there are none', async () =>
    expect(await read(longParquet(await trialTable([], false)))).toEqual([]))
})

it('gives each run a row of scores', async () => {
  const run = await finishedRun('sft', [record('gsm8k/0', 1), record('gsm8k/1', 0)])
  const rows = await read(longParquet(scoreTable([run])))
  expect(rows).toEqual([expect.objectContaining({ model: 'sft', score: 0.5, n: 2, status: 'complete', cost: null })])
})

it('has every column in the docs, with its meaning', async () => {
  const page = await readFile(new URL('../../../docs/reports-and-notebooks.md', import.meta.url), 'utf8')
  for (const { name, about } of [...TRIAL_COLUMNS, ...SCORE_COLUMNS]) {
    expect(page).toMatch(
      new RegExp(`^\\| \`${name}\` \\| [a-z ]+ \\| ${about.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')} \\|$`, 'm'),
    )
  }
})
