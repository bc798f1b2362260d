import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../../../results/compare/checks/index.ts'
import { compareRuns } from '../../../../results/compare/compare.ts'
import type {
  JudgeFacts,
  ModelFacts,
  RunManifest,
  SampleRecord,
  Score,
  Turn,
} from '../../../../results/schema/schema.ts'
import { finishedRun, record, turn } from '../../../helpers/records.ts'

type Said = Partial<Turn['completion']> & { readonly score?: Partial<Score> }

interface Given {
  readonly base?: (index: number) => Said
  readonly sft?: (index: number) => Said
  readonly n?: number
  readonly baseFacts?: Partial<RunManifest>
  readonly sftFacts?: Partial<RunManifest>
}

const PARAGRAPH = 'First the eggs that are eaten are taken away, then what is left is multiplied by its price. '.repeat(
  4,
)

/** Replies as two models give them: of like length, no two of them equal. */
const said = (label: string) => (index: number) => ({ text: `${label} on ${index}: ${PARAGRAPH}\n#### ${index}` })

function recordsOf(n: number, reply: (index: number) => Said): SampleRecord[] {
  return Array.from({ length: n }, (_, index) => {
    const { score, ...completion } = reply(index)
    return record(`gsm8k/${index}`, 1, { turns: [turn(completion)], ...score })
  })
}

const model = (name: string, changes: Partial<ModelFacts> = {}): Pick<RunManifest, 'model'> => ({
  model: { label: name, provider: 'vllm', name, api: 'chat', endpoint: 'http://127.0.0.1:8000/v1', ...changes },
})

/** `check: what was found`, of each that failed. */
async function failed({ base = said('base'), sft = said('sft'), n = 100, ...facts }: Given): Promise<string[]> {
  const baseline = await finishedRun('base', recordsOf(n, base), { group: 'a', ...facts.baseFacts })
  const candidate = await finishedRun('sft', recordsOf(n, sft), { group: 'b', ...facts.sftFacts })
  const { checks = [] } = (await compareRuns(baseline, candidate)).facts
  return checks.map(({ check, found }) => `${check}: ${found}`)
}

const judgedBy = (name: string, served?: string): { judge: JudgeFacts } => ({
  judge: {
    judges: [{ label: 'j', provider: 'openai', name, ...(served && { model: served }) }],
    generation: {},
    template: { source: 'x', hash: 'y' },
    regrades: 1,
    minimum: 1,
  },
})

describe('identical-replies', () => {
  const copy = (differing: number) => (index: number) => (index < differing ? said('sft')(index) : said('base')(index))

  it('names a copy', async () =>
    expect(await failed({ sft: said('base') })).toEqual([
      'identical-replies: All 100 replies of sft are identical to those of base: probably one model was measured twice',
    ]))

  it('sees through spaces around a reply', async () =>
    expect(await failed({ sft: (index) => ({ text: ` ${said('base')(index).text}\n` }) })).toHaveLength(1))

  it('sees through line ends and an empty thought', async () => {
    const sft = (index: number) => ({
      text: `<think>\n\n</think>\n\n${said('base')(index).text.replaceAll('\n', '\r\n')}`,
    })
    expect(await failed({ sft })).toHaveLength(1)
  })

  it('sees through another thought before a long answer, not before a letter', async () => {
    const thinking = (thought: string, answer: (index: number) => string) => (index: number) => ({
      text: `<think>${thought} ${index}</think>\n${answer(index)}`,
    })
    const long = (index: number) => said('base')(index).text
    expect(await failed({ base: thinking('So', long), sft: thinking('Hm', long) })).toHaveLength(1)
    const letter = (index: number) => 'ABCD'.charAt(index % 4)
    expect(await failed({ base: thinking('So', letter), sft: thinking('Hm', letter) })).toEqual([])
  })

  it('names a copy of which a few were answered again', async () => {
    expect(await failed({ n: 600, sft: copy(3) })).toEqual([expect.stringMatching(/^identical-replies: 597 of 600/)])
    expect(await failed({ n: 600, sft: copy(30) })).toEqual([])
  })

  it('lets a close model be', async () => expect(await failed({ sft: copy(3) })).toEqual([]))
  it('concludes nothing from few', async () => expect(await failed({ n: 40, sft: said('base') })).toEqual([]))
  it('concludes nothing from what neither said', async () => {
    const silent = () => ({ text: '', score: { flaw: 'empty' as const } })
    expect(await failed({ base: silent, sft: silent })).toEqual([])
  })
})

describe('same-answer', () => {
  const answering = (label: string, answer: (index: number) => string) => (index: number) => ({
    ...said(label)(index),
    score: { answer: answer(index) },
  })
  const base = answering('base', (index) => 'ABCD'.charAt(index % 4))

  it('names the answer that is given whatever was asked', async () =>
    expect(await failed({ base, sft: answering('sft', (index) => (index % 10 === 0 ? 'C' : 'B')) })).toEqual([
      'same-answer: 90 of 100 answers of sft are "B", whatever was asked',
    ]))

  it('lets a leaning towards one letter be', async () =>
    expect(await failed({ base, sft: answering('sft', (index) => (index % 2 === 0 ? 'C' : 'B')) })).toEqual([]))

  it('lets answers be that are the same of both, or few', async () => {
    const always = (label: string) => answering(label, () => 'B')
    expect(await failed({ base: always('base'), sft: always('sft') })).toEqual([])
    expect(await failed({ base, sft: always('sft'), n: 20 })).toEqual([])
  })
})

describe('the model behind the replies', () => {
  const from = (label: string, served: string) => (index: number) => ({ ...said(label)(index), model: served })
  const facts = { baseFacts: model('base-7b'), sftFacts: model('my-sft') }

  it('is the one asked, whatever folder, tag or date its name has', async () => {
    for (const served of ['my-sft', '/models/my-sft', 'my-sft:latest', 'my-sft-2026-11-22', 'MY-SFT.gguf']) {
      expect(await failed({ ...facts, base: from('base', 'base-7b'), sft: from('sft', served) })).toEqual([])
    }
  })

  it('is another one', async () =>
    expect(await failed({ ...facts, base: from('base', 'base-7b'), sft: from('sft', 'fallback-70b') })).toEqual([
      'served-model: 100 of 100 replies of sft came from fallback-70b, and my-sft was asked',
    ]))

  it('is another one now and then', async () => {
    const sft = (index: number) => from('sft', index === 7 ? 'fallback-70b' : 'my-sft')(index)
    expect(await failed({ ...facts, sft })).toEqual([
      'served-model: 1 of 100 replies of sft came from fallback-70b, and my-sft was asked',
      'several-models: the replies of sft came from several models: my-sft (99), fallback-70b (1)',
    ])
  })

  it('is one and the same, though two were asked', async () =>
    expect(await failed({ ...facts, base: from('base', 'base-7b'), sft: from('sft', 'base-7b') })).toEqual([
      'shared-model: 100 of 100 replies of sft came from base-7b, as did 100 of 100 of base, though my-sft and base-7b were asked',
    ]))

  it('is loaded from the same weights under two names', async () => {
    const loaded = (name: string, weights: string) => model(name, { weights })
    expect(
      await failed({ baseFacts: loaded('base', '/models/base-7b'), sftFacts: loaded('sft', '/models/base-7b') }),
    ).toEqual(['shared-model: the servers loaded sft (sft) and base (base) from the same weights: /models/base-7b'])
    expect(
      await failed({ baseFacts: loaded('base', '/models/base-7b'), sftFacts: loaded('sft', '/models/my-sft') }),
    ).toEqual([])
  })

  it('may have one alias at two addresses, where that alias was asked for', async () => {
    const alias = { baseFacts: model('model'), sftFacts: model('model', { endpoint: 'http://127.0.0.1:8001/v1' }) }
    expect(await failed({ ...alias, base: from('base', 'model'), sft: from('sft', 'model') })).toEqual([])
  })

  it('is asked twice by one command under two labels', async () => {
    const twice = { baseFacts: model('my-sft'), sftFacts: { ...model('my-sft'), group: 'a' } }
    expect(await failed(twice)).toEqual([expect.stringMatching(/^same-model: base and sft are both my-sft at/)])
    const prompted = { ...twice, sftFacts: { ...twice.sftFacts, generation: { temperature: 0.6 } } }
    expect(await failed(prompted)).toEqual([])
    expect(await failed({ ...twice, sftFacts: { ...twice.sftFacts, group: 'b' } })).toEqual([])
  })

  it('is the same file under two names', async () => {
    const file = { provider: 'gguf', version: `sha256:${'ab'.repeat(32)}`, endpoint: undefined as never }
    expect(await failed({ baseFacts: model('a', file), sftFacts: model('b', file) })).toEqual([
      'same-model: base and sft are the same file: sha256:abababababab…',
    ])
  })
})

describe('what spoils replies', () => {
  const scored = (score: Partial<Score>, text?: string) => (index: number) => ({
    ...said('sft')(index),
    ...(text !== undefined && { text }),
    score: { value: 0, ...score },
  })
  const few = (reply: (index: number) => Said, count: number) => (index: number) =>
    index < count ? reply(index) : said('sft')(index)

  it.each([
    [
      'empty',
      scored({ answer: null, flaw: 'empty' }, ''),
      'empty: 100 of 100 samples are empty under sft, and 0 under base',
    ],
    ['refused', scored({ answer: null, flaw: 'refused' }), 'refused: 100 of 100 samples are refused under sft'],
    ['truncated', scored({ answer: null, flaw: 'truncated' }), 'truncated: 100 of 100 samples are cut off under sft'],
    ['unanswered', scored({ answer: null }), 'unanswered: 100 of 100 samples hold no answer under sft'],
    ['a loop', scored({}, 'the '.repeat(60)), 'loops: 100 of 100 samples end in a loop under sft'],
    [
      'a loop after a good start',
      scored({}, `${PARAGRAPH}${'so the answer is 18. '.repeat(120)}`),
      'loops: 100 of 100',
    ],
    ['exclamation marks', scored({}, '!'.repeat(300)), 'loops: 100 of 100 samples end in a loop under sft'],
    [
      'a further question',
      scored({ runOn: { at: 9, mark: 'Question:', leaked: false, ranOn: true } }),
      'run-on: 100 of 100 samples run on after their answer under sft',
    ],
    [
      'template tokens',
      scored({ runOn: { at: 9, mark: '<|im_end|>', leaked: true, ranOn: false } }),
      'template-tokens: 100 of 100 replies of sft carry tokens of a chat template: its stop tokens or its template are wrong',
    ],
  ])('is named when all replies show it, and not when two do: %s', async (_, reply, words) => {
    const found = await failed({ sft: reply })
    expect(found.some((one) => one.startsWith(words))).toBe(true)
    expect(await failed({ sft: few(reply, 2) })).toEqual([])
  })

  it('is no accident where the baseline has as much of it', async () => {
    const cut = scored({ answer: null, flaw: 'truncated' })
    expect(
      await failed({ base: (index) => ({ ...cut(index), text: `base ${index} ${PARAGRAPH}` }), sft: cut }),
    ).toEqual([])
  })

  it('is a template token also where the baseline shows it', async () => {
    const leaked = scored({ runOn: { at: 9, mark: '</s>', leaked: true, ranOn: false } })
    const base = (index: number) => ({ ...leaked(index), text: `base ${index} ${PARAGRAPH}` })
    expect(await failed({ base, sft: leaked })).toEqual([expect.stringMatching(/^template-tokens/)])
  })
})

describe('collapsed-length', () => {
  it('names replies of a fifth', async () =>
    expect(await failed({ sft: (index) => ({ text: `#### ${index}` }) })).toEqual([
      expect.stringMatching(/^collapsed-length: the median reply of sft has 7 characters, and that of base has 3\d\d$/),
    ]))
  it('lets a terser model be', async () =>
    expect(await failed({ sft: (index) => ({ text: said('sft')(index).text.slice(200) }) })).toEqual([]))
  it('counts reasoning wherever the server puts it', async () =>
    expect(await failed({ sft: (index) => ({ text: `#### ${index}`, reasoning: PARAGRAPH }) })).toEqual([]))
  it('says nothing where answers are letters', async () =>
    expect(await failed({ base: () => ({ text: 'Answer: B' }), sft: () => ({ text: 'C' }) })).toEqual([]))
})

describe('the prompt', () => {
  const system = 'You are a careful mathematician.'

  it('is another one by its system message', async () => {
    const sftFacts = { ...model('sft'), generation: { system } }
    expect(await failed({ baseFacts: model('base'), sftFacts })).toEqual([
      `system-prompt: sft was asked with the system prompt "${system}", and base with no system prompt`,
    ])
    expect(await failed({ baseFacts: model('base', { api: 'completions' }), sftFacts })).toEqual([])
  })

  it('is another one by the chat template that servers report', async () => {
    const facts = (before?: string, after?: string) => ({
      baseFacts: model('base', before === undefined ? {} : { chatTemplate: before }),
      sftFacts: model('sft', after === undefined ? {} : { chatTemplate: after }),
    })
    expect(await failed(facts('aaaaaaaaaa', 'bbbbbbbbbb'))).toEqual([
      'chat-template: sft and base are asked through different chat templates (bbbbbbbb and aaaaaaaa)',
    ])
    expect(await failed(facts('aaaaaaaaaa', 'aaaaaaaaaa'))).toEqual([])
    expect(await failed(facts('aaaaaaaaaa'))).toEqual([])
  })
})

describe('the judge', () => {
  const facts = (name: string, judge: string, served?: string) => ({
    baseFacts: { ...model('base'), ...judgedBy(judge, served) },
    sftFacts: { ...model(name), ...judgedBy(judge, served) },
  })

  it('is the candidate', async () =>
    expect(await failed(facts('my-sft', 'my-sft'))).toEqual(['judge-is-candidate: the judge j is sft itself (my-sft)']))
  it('is the candidate by the name that the server gives', async () =>
    expect(await failed(facts('my-sft', 'judge', '/models/my-sft'))).toHaveLength(1))
  it('is of its family', async () =>
    expect(await failed(facts('qwen2.5-7b-sft', 'qwen-max'))).toEqual([
      'judge-family: the judge j (qwen-max) and sft (qwen2.5-7b-sft) are both Qwen models',
    ]))
  it('is of another', async () => expect(await failed(facts('qwen2.5-7b-sft', 'gpt-4.1'))).toEqual([]))
})

it('cached-replies names replies that are kept from an earlier run', async () =>
  expect(
    await failed({ sft: (index) => ({ ...said('sft')(index), ...(index < 9 && { cached: true as const }) }) }),
  ).toEqual(['cached-replies: 9 replies of sft came from the response cache: they are of an earlier run']))

it('every check has a row in the documentation, in this order', async () => {
  const page = await readFile(new URL('../../../../docs/gate-and-baselines.md', import.meta.url), 'utf8')
  const rows = CHECKS.map(({ name, fails, example, instead }) => {
    const cells = [`\`${name}\``, fails, example, instead].map((cell) => cell.replaceAll('|', '\\|'))
    return `| ${cells.join(' | ')} |`
  })
  expect(page).toContain(rows.join('\n'))
})
