import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../harness/command-table.ts'
import { type Command, defineCommand, FLAG_GROUPS, inGroup } from '../../../harness/options/command.ts'
import { asksForHelp, helpText } from '../../../harness/options/help.ts'
import { parseArguments } from '../../../harness/options/parse-arguments.ts'

const command = defineCommand({
  usage: 'try <thing..>',
  about: 'Tries things.\nThen it stops.',
  positionals: { thing: { type: 'string', array: true, describe: 'what to try' } },
  flags: {
    json: { type: 'boolean', group: 'Output and files', describe: 'as JSON' },
    output: { type: 'string', alias: ['o', 'old-output'], value: 'FILE', describe: 'where it goes' },
    ...inGroup('Requests', {
      'a-flag-with-a-rather-long-name': { type: 'number', describe: 'how often' },
      model: { type: 'array', string: true, value: 'SPEC', describe: 'one model' },
      engine: { choices: ['fast', 'slow'], describe: 'what runs it' },
    }),
    secret: { type: 'boolean', hidden: true, describe: 'not shown' },
  },
  examples: [['evalkit try this', 'tries this']],
})

it('lists arguments, flags by group, and examples that can be copied', () => {
  expect(helpText(command)).toBe(`Usage: evalkit try <thing..> [options]

Tries things.
Then it stops.

Arguments:
  thing                    what to try

Requests:
  --a-flag-with-a-rather-long-name N
                           how often
  --model SPEC             one model; repeatable
  --engine NAME            what runs it; one of fast, slow

Options:
  -o, --output FILE        where it goes

Output and files:
  --json                   as JSON
  -h, --help               show this help

Examples:
  # tries this
  evalkit try this`)
})

it.each([
  [['--help'], true],
  [['gsm8k', '-h'], true],
  [['gsm8k', '--model', 'a/b'], false],
  [['--', '--help'], false],
])('sees in %j whether help is asked for', (argv, expected) => expect(asksForHelp(argv)).toBe(expected))

describe.each(Object.entries(COMMANDS))('the help of %s', (_name, entry) => {
  const load = async (): Promise<Command> => (await entry.load()).command

  it('fits 80 columns', async () => {
    const long = helpText(await load())
      .split('\n')
      .filter((line) => line.length > 80)
    expect(long).toEqual([])
  })

  it('describes every flag, under a known heading', async () => {
    const { flags } = await load()
    for (const [name, flag] of Object.entries(flags)) {
      expect(flag.describe, name).toMatch(/^[^A-Z\s]|^[A-Z]{2}|^[A-Z] |^JSON|^OpenAI/)
      expect(FLAG_GROUPS).toContain(flag.group ?? 'Options')
    }
  })

  it('has examples that parse', async () => {
    for (const [line] of (await load()).examples) {
      const [, name = '', ...words] = line
        .replace(/^eval "\$\((.*)\)"$/, '$1')
        .replace(/ > \S+$/, '')
        .split(' ')
      const exampled = (await COMMANDS[name]?.load())?.command as Command
      await expect(parseArguments(exampled, words), line).resolves.toBeDefined()
    }
  })
})
