import { describe, expect, it } from 'vitest'
import { ProgramTally } from '../../../results/summary/score-tallies.ts'

function tally(outcomes: Record<string, readonly string[]>): ProgramTally {
  const programs = new ProgramTally()
  for (const [id, list] of Object.entries(outcomes)) {
    for (const outcome of list) {
      programs.add(id, { value: outcome === 'passed' ? 1 : 0, answer: 'code', verdict: { outcome, detail: '' } })
    }
  }
  return programs
}

describe('ProgramTally', () => {
  it('counts what became of the programs, and estimates pass@k over the problems', () => {
    const programs = tally({
      'p/0': ['passed', 'failed', 'failed', 'timeout'],
      'p/1': ['passed', 'passed', 'passed', 'error'],
    })
    const { verdicts, metrics } = programs.facts([1, 2])
    expect(verdicts).toEqual({ error: 1, failed: 2, passed: 4, timeout: 1 })
    expect(metrics?.['pass@1']).toBeCloseTo((1 / 4 + 3 / 4) / 2)
    expect(metrics?.['pass@2']).toBeCloseTo((1 - 3 / 6 + 1) / 2)
  })

  it('leaves out a k that some problem has too few completions for', () => {
    const programs = tally({ 'p/0': ['passed', 'failed'], 'p/1': ['passed'] })
    expect(Object.keys(programs.facts([1, 2]).metrics ?? {})).toEqual(['pass@1'])
  })

  it('says nothing where no program ran', () => {
    expect(tally({}).facts([1])).toEqual({})
  })
})
