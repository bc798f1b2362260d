import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { math, math500 } from '../../benchmarks/math-500.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { sharedData } from '../helpers/shared.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const chat = math500.protocols.chat as Protocol<unknown>
const row = { problem: 'What is half of $x$?', answer: '\\frac{x}{2}', subject: 'Algebra', level: 1 }

const scoreOf = async (sample: Sample, text: string) =>
  (
    await chat.scorer.score(
      { turns: [{ prompt: '', completion: { text, finishReason: 'stop' } }] },
      sample,
      NO_RESOURCES,
    )
  ).value

describe.each(Object.keys(math500.protocols))('the protocol %s', (name) => {
  it('asks for a box and gives full marks to the answer', async () => {
    const draft = (math500.protocols[name] as Protocol<unknown>).toSample(row, [])
    expect(draft.turns[0]).toMatch(/^What is half of \$x\$\?\n\n.*\\boxed\{\}/)
    expect(draft).toMatchObject({ target: '\\frac{x}{2}', group: 'Algebra' })
    expect(await scoreOf({ id: 'math-500/0', ...draft }, '\\boxed{\\frac{x}{2}}')).toBe(1)
    expect(await scoreOf({ id: 'math-500/0', ...draft }, '\\boxed{2x}')).toBe(0)
  })
})

describe('a file of the user’s own', () => {
  const read = async (rows: readonly object[]) => {
    const folder = await temporaryFolder()
    const { mkdir } = await import('node:fs/promises')
    await mkdir(join(folder, 'math'))
    await writeFile(join(folder, 'math/problems.jsonl'), rows.map((one) => `${JSON.stringify(one)}\n`).join(''))
    return loadSamples(math, math.protocols.chat as Protocol<unknown>, {}, { dataDir: folder, cacheDir: 'unused' })
  }

  it('may have plain numbers, LaTeX, or solutions with a box', async () => {
    const { samples } = await read([
      { problem: 'a', answer: 204 },
      { problem: 'b', answer: '$\\frac12$' },
      { problem: 'c', solution: 'It is \\boxed{3} or, better, $\\boxed{\\sqrt{3}}$.', type: 'Geometry' },
    ])
    expect(samples.map(({ target }) => target)).toEqual(['204', '$\\frac12$', '\\sqrt{3}'])
    expect(samples[2]?.group).toBe('Geometry')
  })

  it.each([
    [{ problem: 'a', solution: 'It is $3$.' }, /problems\.jsonl:1: neither "answer" nor a \\boxed\{\}/],
    [{ problem: 'a', answer: ' ' }, /problems\.jsonl:1: neither/],
    [{ problem: 'a' }, /problems\.jsonl:1: /],
    [{ question: 'a', answer: '3' }, /problems\.jsonl:1: the row must have required property 'problem'/],
  ])('is refused for %j', async (one, message) => expect(read([one])).rejects.toThrow(message))

  it('is asked for where it is missing', async () => {
    const folder = await temporaryFolder()
    const failure = await loadSamples(
      math,
      math.protocols.chat as Protocol<unknown>,
      {},
      { dataDir: folder, cacheDir: '' },
    ).catch((error) => error)
    expect(failure.message).toMatch(/math\/problems\.jsonl: no such file/)
    expect(failure.hint).toMatch(/"problem" and "answer".* Put it there\./)
  })
})

const shared = sharedData('math-500/test.jsonl')

it.skipIf(shared === undefined)('gives full marks to all 500 answers [needs the shared data sets]', async () => {
  const { samples } = await loadSamples(math500, chat, {}, { dataDir: `${shared}/../..`, cacheDir: 'unused' })
  expect(new Set(samples.map(({ group }) => group)).size).toBe(7)
  let right = 0
  for (const sample of samples) right += await scoreOf(sample, `Hence $\\boxed{${sample.target}}$.`)
  expect(right).toBe(500)
})
