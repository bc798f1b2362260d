import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonRule } from '../../../scorers/extract/json.ts'

const rule = jsonRule({ hasTarget: true })

describe('JSON in a reply', () => {
  it.each([
    ['{"a": 1}', '{"a": 1}'],
    ['Here it is:\n```json\n{"a": [1, 2]}\n```\nDone.', '{"a": [1, 2]}'],
    ['First {"a": 1}, no: {"a": 2}', '{"a": 2}'],
    ['[1, {"b": "}"}]', '[1, {"b": "}"}]'],
    ['{"a": "\\"}"} tail', '{"a": "\\"}"}'],
    ['a set {x, y} and then {"a": 1}', '{"a": 1}'],
    ['an open { brace, then {"a": 1}', '{"a": 1}'],
    ['{"a": 1} and {broken: 1}', '{"a": 1}'],
    ['"text"', '"text"'],
    ['42', '42'],
    ['no JSON', null],
    ['{"a": 1', null],
    ['', null],
  ])('of %j is %j', (reply, answer) => {
    const found = rule.extract(reply)
    expect(found?.answer ?? null).toBe(answer)
    if (found !== null) expect(reply.slice(...found.span)).toBe(answer)
  })

  it('finds any object after any prose without brackets', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.stringMatching(/^[a-z ,.\n]*$/), (value, prose) => {
        expect(JSON.parse(rule.extract(`${prose}${JSON.stringify(value)}${prose}`)?.answer ?? 'null')).toEqual(
          JSON.parse(JSON.stringify(value)),
        )
      }),
    )
  })

  it.each(['{'.repeat(100_000), '['.repeat(100_000), '{"'.repeat(50_000), '[]'.repeat(60_000)])(
    'is looked for in a bounded number of steps',
    (reply) => expect(rule.extract(reply)).not.toBeUndefined(),
  )
})

describe('two values', () => {
  it.each([
    ['{"a": 1, "b": [2]}', '{"b":[2],"a":1}', 'the same JSON', true],
    ['{"a": 1.0}', '{"a": 1}', 'the same JSON', true],
    ['{"a": 2}', '{"a": 1}', '/a is 2, not 1', false],
    ['{"a": {"b": "x"}}', '{"a": {"b": "y"}}', '/a/b is "x", not "y"', false],
    ['{}', '{"a": 1}', '/a is missing', false],
    ['{"a": 1, "z": 0}', '{"a": 1}', '/z is not in the target', false],
    ['[1, 2]', '[2, 1]', '/0 is 1, not 2', false],
    ['[]', '{}', 'it is a list, not an object', false],
    ['{"a": null}', '{"a": {}}', '/a is null, not {}', false],
  ])('%s and %s: %s', async (answer, target, by, equal) => {
    expect(await rule.compare?.(answer, target)).toMatchObject({ equal, by })
    expect(rule.equal(answer, target)).toBe(equal)
  })

  it('are held against the schema first', async () => {
    const strict = jsonRule({ hasTarget: true, flawOf: () => '/a must be string' })
    expect(await strict.compare?.('{"a": 1}', '{"a": 1}')).toMatchObject({
      equal: false,
      by: 'the schema: /a must be string',
    })
    const only = jsonRule({ hasTarget: false, flawOf: () => undefined })
    expect(await only.compare?.('{"a": 1}', 'whatever')).toMatchObject({ equal: true, by: 'the schema' })
  })
})
