import { execFile, spawnSync } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hashFacts } from '../../../../harness/lib/hash.ts'
import { writeEventFiles } from '../../../../harness/reporting/trackers/tensorboard.ts'
import type { TrackedRun } from '../../../../harness/reporting/trackers/tracked-run.ts'
import { pointsIn } from '../../../helpers/event-files.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const run = (step: number, value: number, changes: Partial<TrackedRun> = {}): TrackedRun => {
  const { line = 'sft', measured = 'gsm8k' } = changes
  return {
    line,
    lineKey: hashFacts([line]),
    key: hashFacts([line, measured, step]),
    measured,
    step,
    atMs: Date.UTC(2026, 10, 28),
    scalars: [{ tag: `${measured}/accuracy`, value }],
    facts: {},
    folder: 'evalkit-runs/a',
    ...changes,
  }
}

describe('event files for TensorBoard', () => {
  it('hold a series that several commands write', async () => {
    const folder = await temporaryFolder()
    await writeEventFiles(folder, [run(200, 0.5), run(100, 0.25)])
    await writeEventFiles(folder, [run(300, 0.75), run(100, 0.125, { measured: 'ifeval' })])
    expect(await pointsIn(folder)).toEqual({
      sft: {
        'gsm8k/accuracy': [
          [100, 0.25],
          [200, 0.5],
          [300, 0.75],
        ],
        'ifeval/accuracy': [[100, 0.125]],
      },
    })
  })

  it('are read in the order of steps, in whatever order those arrive: a step back would drop what follows', async () => {
    const folder = await temporaryFolder()
    for (const step of [300, 100, 400, 200, 0]) await writeEventFiles(folder, [run(step, step / 1000)])
    const steps = (await pointsIn(folder)).sft?.['gsm8k/accuracy']?.map(([step]) => step)
    expect(steps).toEqual([0, 100, 200, 300, 400])
    expect(await readdir(join(folder, 'sft'))).toHaveLength(5)
  })

  it('stay as they are when a run is sent again, and are replaced when it was resumed', async () => {
    const folder = await temporaryFolder()
    await writeEventFiles(folder, [run(100, 0.25), run(200, 0.5)])
    const before = await readdir(join(folder, 'sft'))
    await writeEventFiles(folder, [run(200, 0.5), run(100, 0.25)])
    expect(await readdir(join(folder, 'sft'))).toEqual(before)
    await writeEventFiles(folder, [run(100, 0.75)])
    expect((await pointsIn(folder)).sft?.['gsm8k/accuracy']).toEqual([
      [100, 0.75],
      [200, 0.5],
    ])
  })

  it('leave a trainer’s own files alone', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'sft'))
    await writeFile(join(folder, 'sft/events.out.tfevents.1764370000.host.1.0'), 'its own')
    await writeEventFiles(folder, [run(100, 0.25)])
    expect(await readdir(join(folder, 'sft'))).toEqual([
      'events.out.tfevents.1764370000.host.1.0',
      expect.stringMatching(/^events\.out\.tfevents\.\d{10}\.\d{6}\.evalkit-/),
    ])
  })

  it.each(['..', '.', 'out/sft', 'ä', 'x'.repeat(300), ''])(
    'have a folder of their own below the one given: %j',
    async (line) => {
      const folder = await temporaryFolder()
      await writeEventFiles(folder, [run(0, 0.5, { line }), run(0, 0.25, { line: `${line}+` })])
      expect(await readdir(folder)).toHaveLength(2)
      expect(Object.values(await pointsIn(folder)).map((points) => points['gsm8k/accuracy'])).toHaveLength(2)
    },
  )
})

/** A Python that has TensorBoard: `TENSORBOARD_PYTHON=…/venv/bin/python`. */
const PYTHON = process.env.TENSORBOARD_PYTHON || 'python3'
const LOOKS = 'import importlib.util as u, sys; sys.exit(u.find_spec("tensorboard") is None)'
const isThere = spawnSync(PYTHON, ['-c', LOOKS]).status === 0

const READER = `
import json, sys
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
m = EventMultiplexer().AddRunsFromDirectory(sys.argv[1]); m.Reload()
print(json.dumps({run: {tag: [[e.step, e.value] for e in m.Scalars(run, tag)]
                        for tag in tags['scalars']} for run, tags in m.Runs().items()}))`

it.skipIf(!isThere)(
  'are read by TensorBoard itself (skipped where TENSORBOARD_PYTHON has none)',
  async () => {
    const folder = await temporaryFolder()
    for (const step of [200, 100, 2 ** 40]) await writeEventFiles(folder, [run(step, 0.625)])
    const { stdout } = await promisify(execFile)(PYTHON, ['-c', READER, folder])
    const steps = [100, 200, 2 ** 40].map((step) => [step, 0.625])
    expect(JSON.parse(stdout)).toEqual({ sft: { 'gsm8k/accuracy': steps } })
  },
  60_000,
)
