import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { COMMANDS } from '../../harness/command-table.ts'
import { parseArguments } from '../../harness/options/parse-arguments.ts'
import { commandReference } from '../../tools/docs/command-reference.ts'
import { ROOT } from '../helpers/markdown.ts'
import { commandsIn } from '../helpers/shown-commands.ts'

it('is what the commands print for --help: npm run docs writes it', async () => {
  expect(await readFile(join(ROOT, 'docs/reference/cli.md'), 'utf8')).toBe(await commandReference())
})

it.each(Object.entries(COMMANDS))('shows examples that are understood: %s', async (_, { load }) => {
  const { command } = await load()
  for (const [example] of command.examples) {
    const calls = commandsIn(example)
    expect(calls).toHaveLength(1)
    for (const { args } of calls) await expect(parsed(args)).resolves.toBeDefined()
  }
})

/** An example may be of another command that makes use of this one. */
async function parsed([name = '', ...rest]: readonly string[]): Promise<unknown> {
  const { command } = (await COMMANDS[name]?.load()) ?? {}
  return command && parseArguments(command, rest)
}
