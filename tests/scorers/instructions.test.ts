import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Completion, Sample, Score } from '../../results/schema/schema.ts'
import { instructions } from '../../scorers/instructions.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { sharedData } from '../helpers/shared.ts'

const sample: Sample = {
  id: 'ifeval/1',
  turns: ['Two lines without commas, at least 4 words.'],
  instructions: [
    { kind: 'punctuation:no_comma', args: {} },
    { kind: 'length_constraints:number_words', args: { num_words: 4, relation: 'at least' } },
  ],
}

const scored = (text: string, completion: Partial<Completion> = {}, scorer = instructions()): Promise<Score> =>
  scorer.score(
    { turns: [{ prompt: '', completion: { text, finishReason: 'stop', ...completion } }] },
    sample,
    NO_RESOURCES,
  )

describe('a reply', () => {
  it('scores 1 when it follows all instructions, and says what was found', async () => {
    expect(await scored('We sail at dawn')).toMatchObject({
      value: 1,
      rule: 'ifeval',
      instructions: [
        { strict: true, loose: true, found: 'no comma' },
        { strict: true, loose: true, found: '4 words; asked for: at least 4' },
      ],
    })
  })

  it('follows loosely what it follows without its first line', async () => {
    const score = await scored('Sure, here it is:\nWe sail at dawn')
    expect(score).toMatchObject({
      value: 0,
      readings: { ifeval: { value: 0 }, 'ifeval/loose': { value: 1 } },
      instructions: [{ strict: false, loose: true, by: 'without its first line' }, { strict: true }],
    })
    expect(await scored('Sure, here it is:\nWe sail at dawn', {}, instructions('ifeval/loose'))).toMatchObject({
      value: 1,
    })
  })

  it.each([
    ['', {}, 'empty'],
    ['<think>We sail at dawn and', { finishReason: 'length' }, 'truncated'],
    ['', { refusal: 'I cannot help with that.' }, 'refused'],
  ] as const)('follows nothing where there is no answer: %j', async (text, completion, flaw) => {
    expect(await scored(text, completion)).toMatchObject({
      value: 0,
      answer: null,
      flaw,
      instructions: [{ strict: false, loose: false, found: 'the reply is empty' }, { loose: false }],
    })
  })

  it('is checked without its reasoning and without tokens of the chat template', async () => {
    expect(await scored('<think>First, second, third.</think>We sail at dawn<|im_end|>')).toMatchObject({
      value: 1,
      answer: 'We sail at dawn',
    })
  })
})

it('has no other rules', () => {
  expect(instructions().withRule?.('ifeval/loose').rule).toBe('ifeval/loose')
  expect(() => instructions().withRule?.('number')).toThrow(/There are|no rule/)
})

const verdicts = sharedData('ifeval/verdicts')
const questions = sharedData('ifeval/input_data.jsonl')

describe.skipIf(verdicts === undefined || questions === undefined)(
  'the authors’ verdicts [needs the shared data sets]',
  () => {
    const lines = (file: string) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))

    it('agree in 99.8%, and elsewhere a sentence, a language or a letter that is none is at issue', {
      timeout: 120_000,
    }, async () => {
      const rows = new Map(lines(questions as string).map((row) => [row.key, row]))
      let all = 0
      const differing: string[] = []
      for (const file of readdirSync(verdicts as string)) {
        for (const { key, response, strict, loose } of lines(`${verdicts}/${file}`)) {
          const { instruction_id_list: kinds, kwargs } = rows.get(key)
          const given = kinds.map((kind: string, at: number) => ({ kind, args: kwargs[at] }))
          const attempt = { turns: [{ prompt: '', completion: { text: response, finishReason: 'stop' as const } }] }
          const score = await instructions().score(
            attempt,
            { id: `ifeval/${key}`, turns: [''], instructions: given },
            NO_RESOURCES,
          )
          for (const [at, { kind, ...verdict }] of (score.instructions ?? []).entries()) {
            all += 2
            if (verdict.strict !== strict[at]) differing.push(kind)
            if (verdict.loose !== loose[at]) differing.push(kind)
          }
        }
      }
      expect(all).toBe(8320)
      expect(differing.length / all).toBeLessThan(0.002)
      expect(
        new Set(differing.map((kind) => kind.replace(/^change_case:english.*/, 'language:response_language'))),
      ).toEqual(
        new Set(['keywords:letter_frequency', 'length_constraints:number_sentences', 'language:response_language']),
      )
    })
  },
)
