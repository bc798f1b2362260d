import { describe, expect, it } from 'vitest'

import { IncomparableError } from '../../../../results/errors.ts'
import { errorDocument, errorFacts, resultsDocument, resultsFacts } from '../../../../results/report/forms/json.ts'
import { summarize } from '../../../../results/summary/summarize.ts'
import { records, runOf } from '../../../helpers/records.ts'
import { comparisonOf } from '../../../helpers/results.ts'

async function finishedRun(label: string, values: string) {
  const run = runOf(label, records(values))
  const plan = { metric: 'accuracy', range: [0, 1], planned: values.length, repeats: 1, wallMs: 1000 } as const
  return { ...run, summary: await summarize(run.records(), plan) }
}

describe('the document of results', () => {
  it('holds each run and each comparison', async () => {
    const [base, sft] = [await finishedRun('base', '1010'), await finishedRun('sft', '1011')]
    const document = resultsFacts([base, sft], [await comparisonOf(base, sft)])
    expect(document.schemaVersion).toBe(1)
    expect(document.runs[1]).toMatchObject({
      run: 'evalkit-runs/sft',
      benchmark: 'gsm8k',
      protocol: 'chat',
      rule: 'number',
      model: 'sft',
      status: 'complete',
      score: 0.75,
      interval: [0.300642, 0.954413],
      n: 4,
      correct: 3,
      unscored: 0,
      unanswered: 0,
      truncated: 0,
      metrics: { accuracy: 0.75 },
    })
    expect(document.comparisons[0]).toMatchObject({
      baseline: 'base',
      candidate: 'sft',
      delta: 0.25,
      gained: 1,
      lost: 0,
    })
  })

  it('is the same text for the same facts, and holds no null', async () => {
    const text = async () => resultsDocument([await finishedRun('sft', '1010'), await finishedRun('none', '')], [])
    expect(await text()).toBe(await text())
    expect(await text()).not.toContain('null')
    expect(JSON.parse(await text()).runs[1].metrics).toEqual({})
  })
})

describe('the document of a failure', () => {
  it('holds exit code, kind, message and the next step', () => {
    const error = new IncomparableError('base and sft did not measure the same', { hint: 'Run both alike' })
    expect(JSON.parse(errorDocument(error))).toEqual({
      schemaVersion: 1,
      error: {
        code: 12,
        kind: 'IncomparableError',
        message: 'base and sft did not measure the same',
        hint: 'Run both alike',
      },
    })
  })

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['thrown text', 'thrown text'],
  ])('calls anything else an internal error: %s', (error, message) => {
    expect(errorFacts(error).error).toEqual({ code: 1, kind: 'InternalError', message })
  })
})
