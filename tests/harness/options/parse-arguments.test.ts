import { describe, expect, it } from 'vitest'
import { defineCommand } from '../../../harness/options/command.ts'
import { parseArguments } from '../../../harness/options/parse-arguments.ts'

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
    engine: { choices: ['isolate', 'native'] },
    renamed: { type: 'boolean', alias: 'old-name' },
  },
  optionalValues: ['resume'],
  examples: [['evalkit try this', 'tries this']],
})

const parse = (...argv: string[]) => parseArguments(command, argv)

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

  it('takes all that follows -- for things, also what looks like a flag', async () => {
    expect(await parse('--model', 'a', '--', 'one', 'two')).toMatchObject({ model: ['a'], thing: ['one', 'two'] })
    expect(await parse('one', '--json', '--', '--limit', '-x', '--')).toMatchObject({
      json: true,
      thing: ['one', '--limit', '-x', '--'],
    })
    expect(await parse('--', '--modle=3')).toMatchObject({ thing: ['--modle=3'] })
    expect(await parse('one', '--')).toMatchObject({ thing: ['one'] })
  })

  it('gives a flag before -- nothing that follows it', async () => {
    expect(await parse('--resume', '--', 'one')).toMatchObject({ resume: '', thing: ['one'] })
    await expect(parse('one', '--limit', '--', 'two')).rejects.toMatchObject({ message: '--limit requires a value' })
    await expect(parse('--')).rejects.toMatchObject({ message: 'missing argument: <thing..>' })
  })

  it('reads a flag by its former name as well', async () => {
    expect(await parse('one', '--old-name')).toMatchObject({ renamed: true })
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
    [['one', '--modle', 'x'], /^unknown argument: --modle$/],
    [['one', '--max-tokns=5'], /^unknown argument: --max-tokns$/],
    [['one', '--foo-bar', '--baz'], /^unknown arguments: --foo-bar, --baz$/],
    [[], /^missing argument: <thing\.\.>$/],
    [['one', '--limit', '3', '--limit', '4'], /^--limit is given more than once/],
    [['one', '--limit'], /^--limit requires a value$/],
    [['one', '--max-tokens'], /^--max-tokens requires a value$/],
    [['one', '--limit', ''], /^--limit requires a value/],
    [['one', '--model', ''], /^--model requires a value/],
    [['one', '--engine', 'isolat'], /^--engine isolat: must be one of isolate, native$/],
  ])('refuses %j', async (argv, message) => {
    const failure = await parse(...argv).catch((error) => error)
    expect(failure.name).toBe('UsageError')
    expect(failure.message).toMatch(message)
    expect(failure.hint).toBeDefined()
  })
})
