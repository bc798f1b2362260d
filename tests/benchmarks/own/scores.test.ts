import { describe, expect, it } from 'vitest'
import { NO_RESOURCES } from '../../helpers/no-resources.ts'
import { ownQuiz } from '../../helpers/own-benchmark.ts'

const ROW = { text: 'Where is my refund?', team: 'billing', record: { team: 'billing', urgent: true } }
const yaml = (score: string, target = 'target: "{team}"\n') =>
  `data: rows.jsonl\nprompt: "{text}"\n${target}score: ${score}\n`
const SCHEMA =
  '{type: object, required: [team], properties: {team: {enum: [billing, technical]}, code: {pattern: "^(a+)+$"}}}'

const scored = async (text: string, reply: string, more = {}) => {
  const { samples, score, protocol } = await ownQuiz(text, [ROW], more)
  const [sample] = samples
  if (sample === undefined) throw new Error('no sample')
  return { ...(await score(sample, reply)), scorer: protocol.scorer.name }
}

describe('a regular expression', () => {
  it.each([
    ['Team: Billing', 1],
    ['Team: technical', 0],
    ['billing', 0],
  ])('finds the answer in %j: %d', async (reply, value) =>
    expect(await scored(yaml('{regex: "Team: (\\\\w+)"}'), reply)).toMatchObject({ value, scorer: 'regex' }),
  )

  it('without a target must match', async () => {
    expect(await scored(yaml('{regex: "^OK$"}', ''), 'OK')).toMatchObject({ value: 1 })
    expect(await scored(yaml('{regex: "^OK$"}', ''), 'Okay')).toMatchObject({ value: 0, answer: null })
  })

  it('that a linear engine cannot run is refused by its line', async () => {
    const failure = await ownQuiz(yaml('{regex: "(?=x)"}'), [ROW]).catch((error) => error)
    expect(failure.message).toMatch(/quiz\.benchmark\.yaml:4: score\.regex: not an expression that can be run/)
    expect(failure.hint).toMatch(/RE2/)
  })
})

describe('JSON', () => {
  it.each([
    ['{"urgent": true, "team": "billing"}', 1],
    ['```json\n{"team": "billing", "urgent": true}\n```', 1],
    ['{"team": "billing"}', 0],
    ['billing', 0],
  ])('equals the target whatever the order of its keys: %j is %d', async (reply, value) =>
    expect(await scored(yaml('json', 'target: "{record}"\n'), reply)).toMatchObject({ value }),
  )

  it('reads the last object of a reply that was cut right after it', async () => {
    const { samples, protocol } = await ownQuiz(yaml('json', 'target: "{record}"\n'), [ROW])
    const text = 'First {"team": "technical"}, but no: {"team": "billing", "urgent": true}'
    const attempt = { turns: [{ prompt: ROW.text, completion: { text, finishReason: 'length' as const } }] }
    const [sample] = samples
    expect(sample && (await protocol.scorer.score(attempt, sample, NO_RESOURCES))).toMatchObject({ value: 1 })
  })

  it.each([
    ['[1, 2]', [1, 2], 1],
    ['1', [1, 2], 0],
    ['[{"team": "billing"}]', [{ team: 'billing' }], 1],
    ['[]', [], 1],
  ])('takes a list in the target column as the answer itself: %j for %j is %d', async (reply, list, value) => {
    const { samples, score } = await ownQuiz(yaml('json', 'target: "{list}"\n'), [{ ...ROW, list }])
    const [sample] = samples
    expect(sample?.alternatives).toBeUndefined()
    expect(sample && (await score(sample, reply))).toMatchObject({ value })
  })

  it('fits a schema', async () => {
    const text = yaml(`{json: {schema: ${SCHEMA}}}`, '')
    expect(await scored(text, '{"team": "technical"}')).toMatchObject({ value: 1 })
    expect(await scored(text, '{"team": "sales"}')).toMatchObject({
      value: 0,
      comparison: { by: 'the schema: /team must be equal to one of the allowed values' },
    })
    expect(await scored(text, `{"team": "billing", "code": "${'a'.repeat(5000)}!"}`)).toMatchObject({ value: 0 })
  })

  it('fits a schema in a file, which counts for the version', async () => {
    const text = yaml('{json: {schema: team.schema.json}}', '')
    const file = (draft: string) => ({
      'team.schema.json': JSON.stringify({ $schema: draft, type: 'object', required: ['team'] }),
    })
    const draft7 = 'http://json-schema.org/draft-07/schema#'
    expect(await scored(text, '{"team": 1}', file(draft7))).toMatchObject({ value: 1 })
    expect(await scored(text, '{}', file('https://json-schema.org/draft/2020-12/schema'))).toMatchObject({ value: 0 })
    const one = await ownQuiz(text, [ROW], file(draft7))
    const other = await ownQuiz(text, [ROW], { 'team.schema.json': '{"type": "array"}' })
    expect(one.benchmark.version).not.toBe(other.benchmark.version)
  })

  it.each([
    ['{json: {schema: {type: objekt}}}', '', /yaml:3: score\.json\.schema: not a valid JSON Schema: /],
    ['{json: {schema: {properties: {a: {pattern: "(?=x)"}}}}}', '', /not a valid JSON Schema: not an expression/],
    ['{json: {schema: no.json}}', '', /score\.json\.schema: .*no\.json: no such file/],
    ['{json: {schema: bad.json}}', '', /bad\.json is not a JSON Schema/],
    ['json', '', /score: has neither a schema nor a target/],
    ['json', 'target: "{text}"\n', /rows\.jsonl:1: the target "Where is my refund\?" is not JSON/],
  ])('%s is refused', async (score, target, says) => {
    const failure = await ownQuiz(yaml(score, target), [ROW], { 'bad.json': '{' }).catch((error) => error)
    expect(failure.message).toMatch(says)
  })
})

describe('code', () => {
  const CODE =
    'data: rows.jsonl\nprompt: "{task}"\nscore:\n  code: {language: python, tests: "{tests}", entryPoint: "{name}", before: "import math"}\n'
  const TASK = { task: 'Write add(a, b).', name: 'add', tests: ['assert add(1, 2) == 3', 'assert add(0, 0) == 0'] }

  it('is tried with the tests of its row', async () => {
    const { samples, protocol } = await ownQuiz(CODE, [TASK])
    expect(samples[0]?.program).toEqual({
      language: 'python',
      prompt: 'import math',
      tests: 'assert add(1, 2) == 3\nassert add(0, 0) == 0',
      entryPoint: 'add',
    })
    expect(protocol.scorer).toMatchObject({ name: 'unit-tests', needs: ['sandbox'] })
  })

  it.each([
    [{ ...TASK, name: 'add(' }, /rows\.jsonl:1: the entry point "add\(" is no name of a function/],
    [{ ...TASK, tests: '' }, /rows\.jsonl:1: the tests are empty/],
  ])('is refused for %o', async (row, says) =>
    expect((await ownQuiz(CODE, [row]).catch((error) => error)).message).toMatch(says),
  )
})

describe('a judge', () => {
  const judge = (template: string, more = '') =>
    `data: rows.jsonl\nprompt: "{text}"\ntarget: "{team}"\nscore:\n  judge:\n    template: ${JSON.stringify(template)}\n${more}`

  it('gets the template filled, and is asked for the form of its rating', async () => {
    const { protocol, samples } = await ownQuiz(
      judge(
        'Rate {answer} to {prompt}; right: {target}. {rubric}',
        '    rubric: "Be kind to {team}"\n    scale: [1, 5]\n',
      ),
      [ROW],
    )
    expect(protocol.scorer).toMatchObject({ range: [1, 5], needs: ['judge'] })
    expect(samples[0]).toMatchObject({ rubric: 'Be kind to billing', target: 'billing' })
    const [template] = protocol.judging?.templates(protocol.judging.text ?? '') ?? []
    const values = { answer: 'A', prompt: 'P', target: 'T', rubric: 'R' }
    expect(template?.fill(values)[0]?.content).toMatch(
      /^Rate A to P; right: T\. R\n\nEnd with your rating on a scale of 1 to 5 .*\[\[3\]\]$/s,
    )
  })

  it('with a form of its own keeps it', async () => {
    const { protocol } = await ownQuiz(judge('{answer}\nWrite [[n]].'), [ROW])
    const [template] = protocol.judging?.templates(protocol.judging.text ?? '') ?? []
    expect(template?.fill({ answer: 'A' })[0]?.content).toBe('A\nWrite [[n]].')
  })

  it('has its template in a file, too, which counts for the version', async () => {
    const one = await ownQuiz(judge('judge.txt'), [ROW], { 'judge.txt': 'Rate {answer}' })
    const other = await ownQuiz(judge('judge.txt'), [ROW], { 'judge.txt': 'Please rate {answer}' })
    expect(one.protocol.judging?.text).toBe('Rate {answer}')
    expect(one.benchmark.version).not.toBe(other.benchmark.version)
  })

  it.each([
    [
      judge('Rate it.\nNow'),
      /yaml:6: score\.judge\.template: judge template own: has no \{answer\}/,
      /It needs \{answer\}/,
    ],
    [judge('Rate {answer} of {customer}'), /nothing is known to put in place of \{customer\}/],
    [judge('Rate {answer} by {rubric}'), /nothing is known to put in place of \{rubric\}/],
    [judge('nowhere.txt'), /score\.judge\.template: .*nowhere\.txt: no such file/, /name of a file/],
    [judge('{answer}', '    scale: [0, 100]\n'), /yaml:7: score\.judge\.scale: is 0 to 100/, /1 to 10/],
    [judge('{answer}', '    scale: [5, 1]\n'), /scale: is 5 to 1/],
  ])('%j is refused', async (text, says, hints = /^/) => {
    const failure = await ownQuiz(text, [ROW]).catch((error) => error)
    expect(failure.message).toMatch(says)
    expect(failure.hint ?? '').toMatch(hints)
  })
})

it.each([
  ['{}', /score: needs one kind of score, and there is none/],
  ['{regex: x, json: {}}', /needs one kind of score, and there are regex and json/],
  ['{regexp: x}', /unknown field score\.regexp/],
])('score: %s is refused', async (score, says) =>
  expect((await ownQuiz(yaml(score), [ROW]).catch((error) => error)).message).toMatch(says),
)
