import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StoreError } from '../../../results/errors.ts'
import { readLooks, recordLooks } from '../../../results/gate/look-log.ts'
import { type Look, levelOf, lookAt, placeOf } from '../../../results/gate/looks.ts'
import type { RunManifest } from '../../../results/schema.ts'
import { normalQuantile } from '../../../results/statistics/normal.ts'
import { randomBits } from '../../../results/statistics/random-bits.ts'
import { manifest } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const runOf = (changes: Partial<RunManifest> = {}, version: string | undefined = 'step-100'): RunManifest => ({
  ...manifest,
  ...changes,
  model: { ...manifest.model, ...(version !== undefined && { version }) },
})
const written = (look: Pick<Look, 'key' | 'runs'>): Look => ({
  schemaVersion: 1,
  at: '2026-11-22T22:03:10.123Z',
  ...look,
})
const look = (candidate: RunManifest, baseline = runOf({ hash: 'fedcba9876543210' }, 'v0')) =>
  lookAt(baseline, candidate) as Pick<Look, 'key' | 'runs'>

const numberOf = (...args: Parameters<typeof placeOf>) => placeOf(...args).number

describe('looks at a checkpoint', () => {
  it('are counted by version, benchmark, protocol and samples', () => {
    const earlier = [written(look(runOf()))]
    const again = { startedAt: '2026-11-23T00:00:00.000Z' }
    expect(numberOf(earlier, look(runOf(again)))).toBe(2)
    expect(numberOf(earlier, look(runOf(again, 'step-200')))).toBe(1)
    expect(numberOf(earlier, look(runOf({ ...again, items: { count: 3, hash: '11' } })))).toBe(1)
    expect(numberOf(earlier, look(runOf({ ...again, benchmark: { name: 'gsm8k', version: 2 } })))).toBe(1)
    expect(numberOf(earlier, look(runOf(again), runOf({}, 'v1')))).toBe(1)
  })

  it('at the very same runs are one look', () => {
    const second = look(runOf({ startedAt: '2026-11-23T00:00:00.000Z' }))
    const earlier = [look(runOf()), second].map(written)
    expect(numberOf(earlier, look(runOf()))).toBe(1)
    expect(numberOf(earlier, second)).toBe(2)
  })

  it('have the runs of those before them, each once, and none after them', () => {
    const [second, third] = ['2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'].map((startedAt) =>
      look(runOf({ startedAt })),
    )
    const looks = [look(runOf()), second ?? look(runOf()), third ?? look(runOf())]
    const keys = looks.map(({ runs }) => runs.split(' ')[1])
    const before = looks.map((each) => placeOf(looks.map(written), each).earlier)
    expect(before.map(({ candidate }) => candidate)).toEqual([[], keys.slice(0, 1), keys.slice(0, 2)])
    expect(before.every(({ baseline }) => baseline.length === 0)).toBe(true) // one run of it, in all looks
  })

  it('at runs of earlier looks in another combination are none, and have all of these', () => {
    const later = runOf({ startedAt: '2026-11-23T00:00:00.000Z' })
    const looks = [look(runOf()), look(later)].map(written)
    const both = lookAt(runOf({ hash: 'fedcba9876543210' }, 'v0'), later, runOf())
    expect(both && placeOf(looks, both)).toEqual({
      number: 2,
      isKnown: true,
      earlier: { baseline: [], candidate: [] },
    })
    const third = lookAt(runOf({ hash: 'fedcba9876543210' }, 'v0'), runOf({ hash: '00' }), later)
    expect(third && placeOf(looks, third)).toMatchObject({ number: 3, isKnown: false })
  })

  it('that pool all there is let a model that is worse by the margin pass with 1.18 α at most', () => {
    const bits = randomBits(7)
    const normal = () => normalQuantile((bits() + 0.5) / 2 ** 32)
    const limits = [1, 2, 3, 4, 5].map((number) => -normalQuantile(levelOf(number, 0.05)))
    const passed = Array.from({ length: 20_000 }, () => {
      let sum = 0
      return limits.some((limit, at) => {
        sum += normal()
        return sum / Math.sqrt(at + 1) > limit
      })
    }).filter(Boolean).length
    expect(passed / 20_000).toBeLessThan(1.18 * 0.05)
  })

  it('are not counted without a version', () => expect(lookAt(runOf(), { ...manifest })).toBeUndefined())

  it('spend at most 1.18 α, however many there are', () => {
    const levels = Array.from({ length: 30 }, (_, index) => levelOf(index + 1, 0.05))
    expect(levels[0]).toBe(0.05)
    for (const [index, level] of levels.entries())
      if (index > 0) expect(level).toBeLessThanOrEqual(levels[index - 1] ?? 0)
    expect(levels[1]).toBeLessThan(0.01)
    expect(levels[29]).toBeGreaterThan(0)
    expect(levels.reduce((sum, level) => sum + level, 0)).toBeLessThan(1.18 * 0.05)
  })
})

describe('the file of looks', () => {
  const [first, second] = [written(look(runOf())), written(look(runOf({ startedAt: '2026-11-23T00:00:00.000Z' })))]

  it('is only ever appended to', async () => {
    const folder = join(await temporaryFolder(), 'runs')
    expect(await readLooks(folder)).toEqual([])
    await recordLooks(folder, [first])
    await recordLooks(folder, [second])
    expect(await readLooks(folder)).toEqual([first, second])
  })

  it('loses no more than a line to a crash', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'gate-looks.jsonl'), `${JSON.stringify(first)}\n{"schemaVersion":1,"ke`)
    expect(await readLooks(folder)).toEqual([first])
  })

  it('names a line that is no look, and leaves it as it is', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'gate-looks.jsonl')
    await writeFile(path, `{"key": 7}\n${JSON.stringify(first)}\n`)
    await expect(readLooks(folder)).rejects.toThrow(StoreError)
    await expect(readLooks(folder)).rejects.toThrow('gate-looks.jsonl:1: not a look')
    expect(await readFile(path, 'utf8')).toContain('{"key": 7}')
  })
})
