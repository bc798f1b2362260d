import { describe, expect, it } from 'vitest'
import { lookAt, type NewLook, placeOf } from '../../../results/gate/looks.ts'
import type { GateLook } from '../../../results/schema/gate.ts'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { manifest } from '../../helpers/stored-run.ts'

const runOf = (changes: Partial<RunManifest> = {}, version: string | undefined = 'step-100'): RunManifest => ({
  ...manifest,
  ...changes,
  model: { ...manifest.model, ...(version !== undefined && { version }) },
})

/** A run with answers of its own, unless another's are named. */
const seen = (manifest: RunManifest, ...sheets: string[]) => ({
  manifest,
  sheets: sheets.length > 0 ? sheets : [`${manifest.hash} ${manifest.startedAt}`],
})

const BASELINE = seen(runOf({ hash: 'fedcba9876543210' }, 'v0'))
const look = (candidate: RunManifest, baseline = BASELINE.manifest) =>
  lookAt(seen(baseline), seen(candidate)) as NewLook

const recorded = (look: NewLook, standardError?: number): GateLook => ({
  schemaVersion: 1,
  at: '2026-11-22T22:03:10.123Z',
  ...look,
  ...(standardError !== undefined && { standardError }),
})

const at = (day: number, changes: Partial<RunManifest> = {}) =>
  runOf({ ...changes, startedAt: `2026-11-${day}T00:00:00.000Z` })

const numberOf = (...args: Parameters<typeof placeOf>) => placeOf(...args).number

describe('looks at a checkpoint', () => {
  it('are counted by version, benchmark, protocol and samples', () => {
    const earlier = [recorded(look(runOf()))]
    const again = { startedAt: '2026-11-23T00:00:00.000Z' }
    expect(numberOf(earlier, look(runOf(again)))).toBe(2)
    expect(numberOf(earlier, look(runOf(again, 'step-200')))).toBe(1)
    expect(numberOf(earlier, look(runOf({ ...again, items: { count: 3, hash: '11' } })))).toBe(1)
    expect(numberOf(earlier, look(runOf({ ...again, benchmark: { name: 'gsm8k', version: 2 } })))).toBe(1)
    expect(numberOf(earlier, look(runOf(again), runOf({}, 'v1')))).toBe(1)
  })

  it('are counted by step, where one version is given for a whole training run', () => {
    const step = (step: number, startedAt = manifest.startedAt) => {
      const run = runOf({ startedAt })
      return look({ ...run, model: { ...run.model, step, series: 'run7' } })
    }
    const earlier = [recorded(step(100))]
    expect(numberOf(earlier, step(100, '2026-11-23T00:00:00.000Z'))).toBe(2)
    expect(numberOf(earlier, step(200, '2026-11-23T00:00:00.000Z'))).toBe(1)
  })

  it('at the very same runs are one look', () => {
    const looks = [look(runOf()), look(at(23))]
    const earlier = looks.map((each) => recorded(each))
    expect(looks.map((each) => numberOf(earlier, each))).toEqual([1, 2])
  })

  it('have the runs of those before them, each once, and none after them', () => {
    const looks = [look(runOf()), look(at(23)), look(at(24))]
    const keys = looks.map(({ runs }) => runs.split(' ')[1])
    const earlier = looks.map((each) => recorded(each))
    const before = looks.map((each) => placeOf(earlier, each).earlier)
    expect(before.map(({ candidate }) => candidate)).toEqual([[], keys.slice(0, 1), keys.slice(0, 2)])
    expect(before.every(({ baseline }) => baseline.length === 0)).toBe(true) // one run of it, in all looks
  })

  it('at runs of earlier looks in another combination are none, and have all of these', () => {
    const later = at(23)
    const looks = [look(runOf()), look(later)].map((each) => recorded(each))
    const both = lookAt(BASELINE, seen(later), seen(runOf())) as NewLook
    expect(placeOf(looks, both)).toMatchObject({
      number: 2,
      isKnown: true,
      earlier: { baseline: [], candidate: [] },
    })
    const third = lookAt(BASELINE, seen(runOf({ hash: '00' })), seen(later)) as NewLook
    expect(placeOf(looks, third)).toMatchObject({ number: 3, isKnown: false })
  })

  it('are not counted without a version', () => expect(lookAt(BASELINE, seen({ ...manifest }))).toBeUndefined())
})

describe('the same answers in a new folder', () => {
  const first = lookAt(BASELINE, seen(runOf(), 'greedy')) as NewLook
  const again = lookAt(BASELINE, seen(at(23), 'greedy')) as NewLook
  const other = lookAt(BASELINE, seen(at(24), 'sampled')) as NewLook

  it('are no new look, and count once', () => {
    expect(placeOf([recorded(first, 0.01)], again)).toEqual({
      ...{ number: 1, isKnown: true, errors: [] },
      earlier: { baseline: [], candidate: [] },
    })
  })

  it('are none beside a baseline that gave its own answers again', () => {
    const baseline = { ...BASELINE, manifest: at(25, { hash: 'fedcba9876543210' }) }
    const both = lookAt(
      { ...baseline, manifest: { ...baseline.manifest, model: BASELINE.manifest.model } },
      seen(at(23), 'greedy'),
    )
    expect(placeOf([recorded(first)], both as NewLook)).toMatchObject({ number: 1, isKnown: true })
  })

  it('are a look with others among them', () => {
    const mixed = lookAt(BASELINE, seen(at(23), 'greedy', 'sampled')) as NewLook
    expect(placeOf([recorded(first, 0.01)], mixed)).toMatchObject({ number: 2, isKnown: false, errors: [0.01] })
  })

  it('are no new look after others either, and do not take its place', () => {
    const looks = [recorded(first, 0.01), recorded(other, 0.008)]
    expect(placeOf(looks, again)).toMatchObject({ number: 1, isKnown: true, errors: [] })
    const third = lookAt(BASELINE, seen(at(26), 'new')) as NewLook
    const keys = [first, other].map(({ runs }) => runs.split(' ')[1])
    expect(placeOf([...looks, recorded(again)], third).earlier.candidate).toEqual(keys)
    expect(placeOf(looks, third)).toMatchObject({ number: 3, errors: [0.01, 0.008] })
  })

  it('cannot be seen where an earlier version recorded the look: then folders are what counts', () => {
    const { sheets, ...old } = recorded(first)
    expect(sheets).toHaveLength(2)
    expect(placeOf([old], again)).toMatchObject({ number: 2, isKnown: false, errors: [undefined] })
    expect(placeOf([old], first)).toMatchObject({ number: 1, isKnown: true })
  })
})
