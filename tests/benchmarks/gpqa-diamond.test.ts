import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { gpqaDiamond } from '../../benchmarks/gpqa-diamond.ts'
import { keyLetter } from '../../benchmarks/option-order.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { mirrorOf } from '../helpers/science-quiz.ts'
import { sharedData } from '../helpers/shared.ts'

const names = Object.keys(gpqaDiamond.protocols)
const protocol = (name: string) => gpqaDiamond.protocols[name] as Protocol<unknown>

/** Invented, in the columns of the data set; the key and one wrong option read the same. */
const row = {
  Question: ' What does a\nthermometer show? \n',
  'Correct Answer': 'heat\n',
  'Incorrect Answer 1': 'Heat',
  'Incorrect Answer 2': 'time',
  'Incorrect Answer 3': 'heat',
  'High-level domain': 'Physics',
  'Canary String': 'canary 0',
}

describe.each(names)('the protocol %s', (name) => {
  it('shows the options in the order it is given, and knows the key by its place', () => {
    const { turns, target, order, group, canary } = protocol(name).toSample(row, [], [3, 2, 0, 1])
    expect(turns[0]).toMatch(/\n\n\s?What does a\nthermometer show\?\s*\n\nA\) heat\nB\) time\nC\) heat\n*\nD\) Heat$/)
    expect({ target, order, group, canary }).toEqual({
      ...{ target: 'C', order: [3, 2, 0, 1], group: 'Physics', canary: 'canary 0' },
    })
  })

  it('asks for a last line that both rules can read, and shows no letter to copy', () => {
    const [instruction = ''] = protocol(name).toSample(row, []).turns[0]?.split('\n\n') ?? []
    expect(instruction).toContain('\nAnswer: LETTER\n')
  })

  it.each([
    ['Steps.\nAnswer: C', 1],
    ['Steps.\nAnswer: A', 0],
    ['I cannot say.', 0],
  ])('scores %j as %d', async (text, value) => {
    const sample: Sample = { id: 'gpqa-diamond/0', ...protocol(name).toSample(row, [], [3, 2, 0, 1]) }
    const attempt = { turns: [{ prompt: '', completion: { text, finishReason: 'stop' as const } }] }
    expect(await protocol(name).scorer.score(attempt, sample, NO_RESOURCES)).toMatchObject({ value })
  })
})

describe('the orders of options', () => {
  it('are drawn from the content, and not from the place in the file', () => {
    const { options } = protocol('chat')
    expect(options?.order(row, 0, 1)).toEqual(options?.order(row, 100, 1))
    expect(options?.order(row, 0, 2)).toEqual(protocol('paper').options?.order(row, 5, 2))
  })

  const vectors = sharedData('gpqa/simple_evals_permutations.json')
  it.skipIf(vectors === undefined)('are those of simple-evals under its name [needs the shared data sets]', () => {
    const { permutations } = JSON.parse(readFileSync(vectors as string, 'utf8')) as { permutations: string[] }
    const { options } = protocol('simple-evals')
    const orders = permutations.map((_, i) => options?.order(row, i % 198, 1 + Math.floor(i / 198)).join(''))
    expect(orders).toEqual(permutations)
    // In whatever sequence they are asked for.
    expect(options?.order(row, 197, 2).join('')).toBe(permutations[2 * 198 - 1])
  })
})

describe('samples', () => {
  it('differ from repeat to repeat by nothing but the order of their options', async () => {
    const { benchmark, dataDir } = await mirrorOf(40)
    const loaded = await loadSamples(benchmark, protocol('chat'), {}, { dataDir, cacheDir: 'unused' })
    const again = loaded.samples.map((sample) => loaded.forRepeat(sample, 1))
    const next = loaded.samples.map((sample) => loaded.forRepeat(sample, 2))
    expect(again).toEqual(loaded.samples)
    const lines = ({ turns }: Sample) =>
      turns[0]
        ?.replaceAll(/^[A-D]\) /gm, '')
        .split('\n')
        .sort()
    expect(next.map(lines)).toEqual(again.map(lines))
    expect(next.filter(({ target }, i) => target !== again[i]?.target).length).toBeGreaterThan(15)
    expect(next.every(({ target, order = [] }) => target === keyLetter(order))).toBe(true)
  })

  it('are the same whatever else is selected', async () => {
    const { benchmark, dataDir } = await mirrorOf(40)
    const load = (limit?: string) =>
      loadSamples(benchmark, protocol('chat'), limit === undefined ? {} : { limit }, { dataDir, cacheDir: 'unused' })
    const [all, some] = [await load(), await load('30-39')]
    expect(some.samples).toEqual(all.samples.slice(30))
    const [sample] = some.samples as [Sample]
    expect(some.forRepeat(sample, 3)).toEqual(all.forRepeat(sample, 3))
  })

  it('take an order that somebody else has shown', async () => {
    const { benchmark, dataDir } = await mirrorOf(2)
    const loaded = await loadSamples(benchmark, protocol('chat'), {}, { dataDir, cacheDir: 'unused' })
    const sample = loaded.forRepeat(loaded.samples[0] as Sample, 1, [1, 0, 3, 2])
    expect(sample).toMatchObject({ target: 'B', order: [1, 0, 3, 2] })
  })

  it('go through four orders of each question, the key once at each letter', async () => {
    const { benchmark, dataDir } = await mirrorOf(5)
    const loaded = await loadSamples(benchmark, protocol('chat'), {}, { dataDir, cacheDir: 'unused' }, 4)
    for (const sample of loaded.samples) {
      const letters = [1, 2, 3, 4].map((repeat) => loaded.forRepeat(sample, repeat).target)
      expect(letters.sort()).toEqual(['A', 'B', 'C', 'D'])
    }
  })

  it('are refused where a cell is empty, with its line and none of its text', async () => {
    const { benchmark, dataDir } = await mirrorOf(3, { 'Correct Answer': '' })
    const data = { dataDir, cacheDir: 'unused' }
    const failure = await loadSamples(benchmark, protocol('chat'), {}, data).catch((error) => error)
    expect(failure.message).toMatch(/gpqa_diamond\.csv:2: "Correct Answer" must NOT have fewer than 1 characters$/)
  })
})

describe('the real data set', () => {
  const zip = sharedData('gpqa/gpqa_diamond.zip')
  const load = (name: string) =>
    loadSamples(
      gpqaDiamond as Benchmark,
      protocol(name),
      {},
      {
        dataDir: (zip as string).slice(0, -'gpqa/gpqa_diamond.zip'.length),
        cacheDir: 'unused',
      },
    )

  it.skipIf(zip === undefined)(
    'has 198 questions of four options and one canary [needs the shared data sets]',
    async () => {
      const { samples, facts } = await load('chat')
      const count = (group: string) => samples.filter((sample) => sample.group === group).length
      expect([samples.length, count('Chemistry'), count('Physics'), count('Biology')]).toEqual([198, 93, 86, 19])
      expect(new Set(samples.map(({ canary }) => canary)).size).toBe(1)
      expect(facts.files).toEqual({ 'gpqa/gpqa_diamond.csv': gpqaDiamond.dataset.test.sha256 })
    },
  )

  it.skipIf(zip === undefined)('asks what it has always asked [needs the shared data sets]', async () => {
    const { samples, forRepeat } = await load('chat')
    const papers = [1, 2].map((repeat) => samples.map((sample) => forRepeat(sample, repeat).turns[0]).join('\n\n'))
    const digest = createHash('sha256').update(papers.join('\n\n')).digest('hex')
    expect(digest.slice(0, 16)).toMatchInlineSnapshot(`"63573b7630326b62"`)
  })

  it.skipIf(zip === undefined)('gives full marks to its own gold answers [needs the shared data sets]', async () => {
    for (const name of names) {
      const { samples } = await load(name)
      const scores = await Promise.all(
        samples.map((sample) => {
          const completion = { text: `So it is.\nAnswer: ${sample.target}`, finishReason: 'stop' as const }
          return protocol(name).scorer.score({ turns: [{ prompt: '', completion }] }, sample, NO_RESOURCES)
        }),
      )
      expect(scores.filter(({ value }) => value === 1)).toHaveLength(198)
    }
  })
})
