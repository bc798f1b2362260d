import { describe, expect, it } from 'vitest'
import { defineCommand, parseArguments } from '../../harness/command.ts'

const command = defineCommand({
  usage: 'try <thing..>',
  about: 'Tries things.',
  positionals: { thing: { type: 'string', array: true } },
  flags: {
    model: { type: 'array', string: true },
    'max-tokens': { type: 'number' },
    limit: { type: 'string' },
    resume: { type: 'string' },
    json: { type: 'boolean' },
  },
  optionalValues: ['resume'],
  examples: [['evalkit try this', 'tries this']],
  run: async () => 0,
})

const parse = async (...argv: string[]) => {
  const parsed = await parseArguments(command, argv)
  if (parsed.kind === 'help') throw new Error('help')
  return parsed.args
}

describe('parseArguments', () => {
  it('tells things from flags, whatever their order', async () => {
    const args = await parse('--model', 'a/b', 'one', '--model', 'c/d', 'two', '--max-tokens', '5', '--json')
    expect(args).toMatchObject({ thing: ['one', 'two'], model: ['a/b', 'c/d'], 'max-tokens': 5, json: true })
  })

  it('leaves text that looks like a number alone', async () => {
    expect(await parse('1e3', '--limit', '10', '--model', '007')).toMatchObject({
      thing: ['1e3'],
      limit: '10',
      model: ['007'],
    })
  })

  it('takes a flag without its value for an empty one, also before another flag', async () => {
    expect(await parse('one', '--resume', '--json')).toMatchObject({ resume: '', json: true })
  })

  it('has a help text with usage, flags and examples', async () => {
    const parsed = await parseArguments(command, ['--help'])
    expect(parsed).toMatchObject({
      kind: 'help',
      text: expect.stringMatching(/evalkit try <thing\.\.>[\s\S]*--max-tokens[\s\S]*tries this/),
    })
  })

  it('takes -h for --help', async () => {
    expect(await parseArguments(command, ['-h'])).toMatchObject({ kind: 'help' })
    expect(await parseArguments(command, ['one', '-h'])).toMatchObject({ kind: 'help' })
  })

  it.each([
    [['one', '--modle', 'x'], '--model'],
    [['one', '--modle=x'], '--model'],
    [['one', '--max_tokens', '5'], '--max-tokens'],
    [['one', '--Max-Tokens', '5'], '--max-tokens'],
    [['one', '-model', 'x'], '--model'],
    [['one', '—model', 'x'], '--model'],
    [['one', '–limit', '3'], '--limit'],
    [['one', '--jsno'], '--json'],
  ])('names the flag that %j means', async (argv, flag) => {
    await expect(parse(...argv)).rejects.toMatchObject({
      name: 'UsageError',
      hint: `Did you mean "${flag}"? See: evalkit try --help`,
    })
  })

  it('names no flag where none is like it', async () => {
    await expect(parse('one', '--frobnicate', 'x')).rejects.toMatchObject({ hint: 'See: evalkit try --help' })
  })

  it.each([
    [['one', '--modle', 'x'], /[Uu]nknown argument: modle/],
    [[], /[Nn]ot enough non-option arguments/],
    [['one', '--limit', '3', '--limit', '4'], /--limit is given more than once/],
    [['one', '--limit'], /[Nn]ot enough arguments following: limit/],
    [['one', '--max-tokens'], /[Nn]ot enough arguments following: max-tokens/],
    [['one', '--limit', ''], /--limit has no value/],
    [['one', '--model', ''], /--model has no value/],
  ])('refuses %j', async (argv, message) => {
    const failure = await parse(...argv).catch((error) => error)
    expect(failure.name).toBe('UsageError')
    expect(failure.message).toMatch(message)
    expect(failure.hint).toBeDefined()
  })
})
