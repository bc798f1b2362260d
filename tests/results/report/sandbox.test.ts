import { describe, expect, it } from 'vitest'
import { type SandboxTestFacts, type StageFacts, sandboxText } from '../../../results/report/sandbox.ts'

const wallMs = { median: 3, p95: 20, max: 412 }
const right: StageFacts = {
  kind: 'right',
  name: 'right',
  check: 'split',
  programs: 164,
  passed: 164,
  holds: true,
  wallMs,
  surprises: [],
}
const hostile: StageFacts = { ...right, kind: 'hostile', name: 'time', programs: 8, passed: 0, unharmed: 8 }

const facts: SandboxTestFacts = {
  schemaVersion: 1,
  holds: true,
  engine: { name: 'isolate', versions: { python: '3.14.2' } },
  workers: 2,
  source: '164 problems',
  timeLimitMs: 10_000,
  slowestRightMs: 412,
  falseNegatives: { runs: 164, lost: 0, rate: 0, upTo: 0.0229 },
  stages: [right, hostile],
}

describe('the report of a sandbox test', () => {
  it('is a table, and what it means', () => {
    expect(sandboxText(facts)).toBe(`                                            next
programs       check        pass  must  unharmed  median   p95    max
────────────────────────────────────────────────────────────────────────────
right          split  164 of 164  all                3ms  20ms  412ms  holds
hostile: time  split      0 of 8  none    8 of 8     3ms  20ms  412ms  holds

Engine: isolate (python 3.14.2), 2 workers.
Right and wrong programs: 164 problems.
Time limit on this machine: 10s, 24 times what its slowest right program took.
False negatives: 0 of 164 runs of right programs (0.0%; 95% interval up to 2.3%).
Everything holds: right programs pass, no other does, and nothing that a hostile program does is
  felt by the next one.`)
  })

  it('names what does not hold', () => {
    const surprise = {
      name: 'T1 loops',
      outcome: 'passed',
      expected: ['timeout'],
      harmed: true,
      detail: 'why',
    } as const
    const text = sandboxText({
      ...facts,
      holds: false,
      stages: [right, { ...hostile, passed: 1, unharmed: 7, holds: false, surprises: [surprise] }],
    })
    expect(text).toMatch(/1 of 8 +none +7 of 8.*FAILS/)
    expect(text).toContain(
      '- hostile (split) T1 loops: ended as passed, usually timeout; the next program noticed: why',
    )
    expect(text).toContain('do not trust this machine with a score')
  })
})
