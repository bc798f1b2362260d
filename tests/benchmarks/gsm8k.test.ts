import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { finalNumber, gsm8k, gsm8kPlatinum } from '../../benchmarks/gsm8k.ts'
import type { Completion, Sample } from '../../results/schema/schema.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { sharedData } from '../helpers/shared.ts'

interface Row {
  readonly question: string
  readonly answer: string
}

const row: Row = {
  question: 'A tray holds 12 eggs. How many do 90 trays hold?',
  answer: '12 * 90 = <<12*90=1080>>1080\n#### 1,080',
}
const shots: Row[] = [
  { question: 'How many legs have two spiders?', answer: 'Each has 8.\n#### 16' },
  { question: 'And three cats?', answer: 'Each has 4.\n#### 12' },
]
const protocol = (name: string) => gsm8k.protocols[name] as Protocol<unknown>

async function scoreOf(name: string, text: string): Promise<number> {
  const sample: Sample = { id: 'gsm8k/0', ...protocol(name).toSample(row, shots) }
  const completion: Completion = { text, finishReason: 'stop' }
  return (await protocol(name).scorer.score({ turns: [{ prompt: '', completion }] }, sample, NO_RESOURCES)).value
}

describe('finalNumber', () => {
  it.each([
    ['12 * 90 = 1080\n#### 1,080', '1,080'],
    ['#### -10', '-10'],
    ['first #### 1\n#### 2', '2'],
    ['#### 7  \n', '7'],
  ])('reads %j as %j', (answer, number) => expect(finalNumber(answer)).toBe(number))

  it('says what a row lacks', () => {
    expect(() => finalNumber('The answer is 7.')).toThrow(/has no last line "#### <number>"/)
  })
})

describe('every protocol', () => {
  it.each(Object.keys(gsm8k.protocols))(
    '%s asks the question and gives full marks to its own gold answer',
    async (name) => {
      const { turns, prompt, target } = protocol(name).toSample(row, shots)
      expect(turns).toHaveLength(1)
      expect(turns[0]).toContain(row.question)
      expect(prompt).toContain(row.question)
      expect(target).toBe('1,080')
      expect(await scoreOf(name, row.answer)).toBe(1)
      expect(await scoreOf(name, 'So it is\n#### 1081')).toBe(0)
    },
  )

  it('is the same for GSM8K-Platinum', () => {
    expect(gsm8kPlatinum.protocols).toBe(gsm8k.protocols)
  })
})

describe('the chat protocol', () => {
  it('shows the form that strict rules look for', () => {
    expect(protocol('chat').toSample(row, []).turns[0]).toMatch(/last line[\s\S]*\n#### 42$/)
  })
})

describe('the lm-eval protocol', () => {
  it('puts its examples before the question, whole and in the order drawn', () => {
    const { prompt, turns } = protocol('lm-eval').toSample(row, shots)
    expect(prompt).toBe(
      'Question: How many legs have two spiders?\nAnswer: Each has 8.\n#### 16\n\n' +
        'Question: And three cats?\nAnswer: Each has 4.\n#### 12\n\n' +
        'Question: A tray holds 12 eggs. How many do 90 trays hold?\nAnswer:',
    )
    expect(turns).toEqual([prompt])
  })

  it('draws five distinct examples for each question, the same ones each time', () => {
    const draw = () => protocol('lm-eval').fewShot?.draw(Array(100), Array(7473)) ?? []
    expect(draw()).toEqual(draw())
    expect(draw().every((lines) => new Set(lines).size === 5 && lines.every((line) => line >= 0 && line < 7473))).toBe(
      true,
    )
  })

  it.each([
    ['#### $1080', 0],
    ['#### 1,080.', 1],
    ['The answer is 1080.', 0],
  ])('is as strict as lm-eval about %j', async (text, value) => expect(await scoreOf('lm-eval', text)).toBe(value))

  const shared = sharedData('gsm8k')
  it.skipIf(shared === undefined)(
    'asks the real questions with the rows lm-eval draws [needs the shared data sets]',
    async () => {
      const { indices } = JSON.parse(readFileSync(sharedData('gsm8k/lm_eval_5shot_indices.json') as string, 'utf8'))
      const train = readFileSync(sharedData('gsm8k/train.jsonl') as string, 'utf8').split('\n')
      const data = { dataDir: `${shared}/..`, cacheDir: 'unused' }
      const { samples } = await loadSamples(gsm8k, protocol('lm-eval'), {}, data)
      expect(samples).toHaveLength(1319)
      for (const at of [0, 1, 700, 1318]) {
        const examples = indices[at].map((line: number) => JSON.parse(train[line] as string).question)
        const places = examples.map((question: string) => samples[at]?.prompt?.indexOf(`Question: ${question}\n`))
        expect(places.every((place: number) => place >= 0)).toBe(true)
        expect(places).toEqual(places.toSorted((a: number, b: number) => a - b))
      }
    },
  )
})
