import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { openRun } from '../../../results/store/read.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { record, turn, unscoredRecord } from '../../helpers/records.ts'
import { writeRun } from '../../helpers/run-folder.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Scores of 0 or 1, or ratings with decimals; some trials without a score, at least one with. */
const logs = fc
  .record({
    range: fc.constantFrom<[number, number]>([0, 1], [1, 10]),
    repeats: fc.constantFrom(1, 2),
    trials: fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 8 }), {
      minLength: 2,
      maxLength: 30,
    }),
  })
  .filter(({ trials }) => trials.some((value) => value !== null))
  .map(({ range, repeats, trials }) => ({
    range,
    repeats,
    log: trials.map((value, index): SampleRecord => {
      const [id, repeat] = [`own/${Math.floor(index / repeats)}`, 1 + (index % repeats)]
      if (value === null) return unscoredRecord(id, 'model-error', repeat)
      const score = range[1] === 1 ? Math.round(value) : Number((1 + 9 * value).toFixed(2))
      const prompt = [{ role: 'user' as const, content: `Question ${index}?` }]
      const given = { ...turn({ text: `#### ${score}` }), prompt }
      return { ...record(id, score, { repeat, rule: 'number', turns: [given] }), target: '1' }
    }),
  }))

describe('a run that is exported and imported again', () => {
  it.each(['lm-eval', 'inspect'])('as files of %s has the same scores, bit for bit', async (format) => {
    await fc.assert(
      fc.asyncProperty(logs, async ({ log, range, repeats }) => {
        const cwd = await temporaryFolder()
        const run = await writeRun(cwd, 'sft', log, {
          ...{ range, trialsPerSample: repeats },
          benchmark: { name: 'own', version: 1 },
        })
        const before = await openRun(join(cwd, run))
        expect((await evalkit(['export', run, '--format', format, '-o', 'out'], { cwd })).code).toBe(0)
        const { code, stdout, stderr } = await evalkit(['import', 'out', '-o', 'again', '--json'], { cwd })
        expect([0, 3], stderr).toContain(code)
        const [imported] = JSON.parse(stdout).runs
        const after = await openRun(join(cwd, imported.run))
        expect(after.summary?.score).toBe(before.summary?.score)
        expect(after.summary?.n).toBe(before.summary?.n)
        if (repeats > 1 && format === 'lm-eval') return // it keeps the mean over the repeats of a sample
        const valuesOf = async ({ records }: typeof after) =>
          (await Array.fromAsync(records()))
            .flatMap(({ outcome }) => (outcome.kind === 'scored' ? [outcome.score.value] : []))
            .sort()
        expect(await valuesOf(after)).toEqual(await valuesOf(before))
      }),
      { numRuns: 6 },
    )
  })
})
