import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { hellaswag } from '../../benchmarks/hellaswag.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const protocol = hellaswag.protocols['lm-eval'] as Protocol<unknown>

const scene = {
  ind: 7,
  activity_label: 'Washing a kite',
  ctx_a: 'A girl holds a kite.',
  ctx_b: 'the Girl',
  endings: ['puts it into water.', 'eats it.', 'sings a song to it.', 'is a kite.'],
  label: '2',
  source_id: 'activitynet~v_invented',
}
const howTo = {
  ...scene,
  activity_label: 'Home and garden',
  ctx_a: '[header] How to dry a kite [title] Find a wall. [step] It is best in the sun.',
  ctx_b: '',
  endings: ['[substeps] Hang it up [title] Wait.', 'Throw it away.', 'Paint it.', 'Ask the  wall.'],
  label: 0,
  source_id: 'wikihow~1',
}

describe('hellaswag', () => {
  it('continues the scene with each ending', () =>
    expect(protocol.toSample(scene, [])).toEqual({
      turns: ['Washing a kite: A girl holds a kite. The girl'],
      prompt: 'Washing a kite: A girl holds a kite. The girl',
      continuations: [' puts it into water.', ' eats it.', ' sings a song to it.', ' is a kite.'],
      target: 'C',
      group: 'activitynet',
    }))

  it('leaves out the marks of how-tos, and starts a sentence at a title', () =>
    expect(protocol.toSample(howTo, [])).toMatchObject({
      prompt: 'Home and garden: How to dry a kite. Find a wall. It is best in the sun.',
      continuations: ['  Hang it up. Wait.', ' Throw it away.', ' Paint it.', ' Ask the wall.'],
      target: 'A',
      group: 'wikihow',
    }))

  it('gives full marks to the right ending alone', async () => {
    const draft = protocol.toSample(scene, [])
    const scoreOf = async (best: number) => {
      // Each character of the best ending is the likeliest.
      const likelihoods = (draft.continuations ?? []).map((one, at) => ({
        ...{ text: one, tokens: 4, logLikelihood: (at === best ? -0.5 : -2) * (one.length - 1) },
      }))
      const completion = { text: '', finishReason: 'stop' as const, likelihoods }
      return protocol.scorer.score(
        { turns: [{ prompt: '', completion }] },
        { id: 'hellaswag/0', ...draft },
        NO_RESOURCES,
      )
    }
    const scores = await Promise.all([0, 1, 2, 3].map(scoreOf))
    expect(scores.map(({ value }) => value)).toEqual([0, 0, 1, 0])
  })

  it('reads the hub’s Parquet', async () => {
    const dataDir = await temporaryFolder()
    await mkdir(join(dataDir, 'hellaswag'))
    const rows = Array.from({ length: 10_042 }, (_, at) => (at % 2 === 0 ? scene : { ...howTo, label: '0' }))
    const names = ['activity_label', 'ctx_a', 'ctx_b', 'label', 'source_id'] as const
    const column = (name: string) =>
      ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }) as const
    parquetWriteFile({
      filename: join(dataDir, 'hellaswag/validation.parquet'),
      schema: [
        { name: 'schema', num_children: names.length + 1 },
        ...names.map(column),
        { name: 'endings', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        column('element'),
      ],
      columnData: [...names, 'endings' as const].map((name) => ({ name, data: rows.map((one) => one[name]) })),
    })
    const { samples } = await loadSamples(hellaswag, protocol, { limit: '0-1' }, { cacheDir: 'unused', dataDir })
    expect(samples).toEqual([
      { id: 'hellaswag/0', ...protocol.toSample(scene, []) },
      { id: 'hellaswag/1', ...protocol.toSample(howTo, []) },
    ])
  })
})
