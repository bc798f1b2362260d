import { describe, expect, it } from 'vitest'
import { ownQuiz } from '../../helpers/own-benchmark.ts'

const ROW = { question: 'What colour is grass?', choices: ['red', 'green', 'blue'], answer: 'green' }
const yaml = (choice: string) =>
  `data: rows.jsonl\nprompt: "{question}\\n\\n{options}"\ntarget: "{answer}"\nscore:\n  choice: ${choice}\n`
const LISTED = yaml('{options: "{choices}"}')

describe('multiple choice', () => {
  it('shows the options by letter, in the order of the file', async () => {
    const { samples, protocol } = await ownQuiz(LISTED, [ROW])
    expect(samples[0]).toMatchObject({
      turns: ['What colour is grass?\n\nA) red\nB) green\nC) blue'],
      target: 'B',
      order: [1, 0, 2],
    })
    expect(protocol.options?.count).toBe(3)
  })

  it('knows the right option by its text, its letter or its number', async () => {
    const targetOf = async (choice: string, answer: unknown) =>
      (await ownQuiz(yaml(choice), [{ ...ROW, answer }])).samples[0]?.target
    expect(await targetOf('{options: "{choices}"}', 'C')).toBe('C')
    expect(await targetOf('{options: "{choices}"}', ' blue ')).toBe('C')
    expect(await targetOf('{options: "{choices}", index: 0}', 2)).toBe('C')
    expect(await targetOf('{options: "{choices}", index: 1}', 3)).toBe('C')
  })

  it('takes a template for each option, and options that are always the same', async () => {
    const row = { question: 'q', a: 'x', b: 'y', answer: 'y' }
    expect((await ownQuiz(yaml('{options: ["{a}", "{b}", neither]}'), [row])).samples[0]).toMatchObject({
      turns: ['q\n\nA) x\nB) y\nC) neither'],
      target: 'B',
    })
  })

  it('reads a list that a CSV cell holds as JSON', async () => {
    const csv = 'question,choices,answer\nq,"[""x"", ""y""]",y\n'
    const { samples } = await ownQuiz(LISTED.replace('rows.jsonl', 'rows.csv'), [], { 'rows.csv': csv })
    expect(samples[0]?.target).toBe('B')
  })

  it('tells to correct a torn first line, and not to delete or fetch anything', async () => {
    const failure = await ownQuiz(LISTED, [], { 'rows.jsonl': '{"question":\n' }).catch((error) => error)
    expect(failure.message).toMatch(/rows\.jsonl:1: not a JSON object/)
    expect(failure.hint).toMatch(/^Correct it there/)
  })

  it('shuffles on request, the same for every model, and each repeat in another order', async () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({ ...ROW, question: `q${at}` }))
    const first = await ownQuiz(yaml('{options: "{choices}", shuffle: true}'), rows)
    const second = await ownQuiz(yaml('{options: "{choices}", shuffle: true}'), rows)
    expect(first.samples).toEqual(second.samples)
    expect(new Set(first.samples.map(({ target }) => target)).size).toBe(3)
    const again = first.samples.map((sample) => first.loaded.forRepeat(sample, 2))
    expect(again.map(({ target }) => target)).not.toEqual(first.samples.map(({ target }) => target))
    for (const { turns, target = '' } of [...first.samples, ...again]) expect(turns[0]).toContain(`${target}) green`)
  })

  it.each([
    ['Answer: B', 1],
    ['I think it is green.\n\nAnswer: (B)', 1],
    ['Answer: A', 0],
    ['no idea', 0],
  ])('scores %j as %d', async (reply, value) => {
    const { samples, score } = await ownQuiz(LISTED, [ROW])
    expect(samples[0] && (await score(samples[0], reply))).toMatchObject({ value })
  })

  it('has as many options as replies are read for', async () => {
    const choices = Array.from({ length: 10 }, (_, at) => `option ${at}`)
    const { samples } = await ownQuiz(yaml('{options: "{choices}", shuffle: true}'), [
      { question: 'q', choices, answer: 'option 9' },
    ])
    expect(samples[0]?.order?.toSorted((a, b) => a - b)).toEqual(choices.map((_, at) => at))
  })

  it.each([
    [
      'a target outside the options',
      LISTED,
      { ...ROW, answer: 'gren' },
      /rows\.jsonl:1: the target "gren" is none of the options/,
      /Did you mean "green"/,
    ],
    ['a letter beyond them', LISTED, { ...ROW, answer: 'D' }, /the target "D" is none/, /Options: red, green, blue/],
    ['a number without its base', LISTED, { ...ROW, answer: 1 }, /the target "1" is none/, /index: 0 or index: 1/],
    [
      'a number beyond them',
      yaml('{options: "{choices}", index: 1}'),
      { ...ROW, answer: 0 },
      /the target "0" is none/,
      /3 options, from 1 on/,
    ],
    [
      'two options that are alike',
      LISTED,
      { ...ROW, choices: ['green', 'green'] },
      /is the text of 2 options/,
      /letter/,
    ],
    [
      'a column that is no list',
      LISTED,
      { ...ROW, choices: 'red, green' },
      /"choices" is no list of options/,
      /\["red", "blue"\]/,
    ],
    [
      'a prompt without the options',
      LISTED.replace('{options}"\n', '"\n'),
      ROW,
      /yaml:2: prompt: does not show the options/,
      /\{options\}/,
    ],
    [
      'options that name no column',
      yaml('{options: choices}'),
      ROW,
      /yaml:5: score\.choice\.options: names no column/,
      /options: "\{choices\}"/,
    ],
    ['one option', yaml('{options: [a]}'), ROW, /1 options; there can be 2 to 10/],
    [
      'an unknown setting',
      yaml('{options: "{choices}", shufle: true}'),
      ROW,
      /unknown field score\.choice\.shufle/,
      /Did you mean "shuffle"/,
    ],
  ] as const)('refuses %s', async (_, text, row, says, hints?) => {
    const failure = await ownQuiz(text, [row]).catch((error) => error)
    expect(failure.message).toMatch(says)
    if (hints !== undefined) expect(failure.hint).toMatch(hints)
  })

  it('refuses rows with another number of options', async () => {
    const failure = await ownQuiz(LISTED, [ROW, { ...ROW, choices: ['green', 'blue'] }]).catch((error) => error)
    expect(failure.message).toMatch(/rows\.jsonl:2: 2 options, and the first row has 3/)
  })
})
