import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../harness/command-table.ts'
import { parseArguments } from '../../harness/options/parse-arguments.ts'
import { writeStarterFiles } from '../../harness/options/starter-files.ts'
import { documentation } from '../helpers/markdown.ts'
import { commandsIn, shownCommands } from '../helpers/shown-commands.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** The reference is what the commands print themselves; their examples are parsed in `command-reference.test.ts`. */
const SHOWN = documentation()
  .filter(({ path }) => path !== 'docs/reference/cli.md')
  .flatMap((page) => shownCommands(page).map(({ text, args }) => ({ page: page.path, text, args })))

describe('commands that the documentation shows', () => {
  it('are found in it', () => expect(SHOWN.length).toBeGreaterThan(50))

  it.each(SHOWN)('are understood: $text ($page)', async ({ args }) => expect(await complaint(args)).toBeUndefined())
})

it('are understood in the files that evalkit init writes', async () => {
  const folder = await temporaryFolder()
  const written = await writeStarterFiles(folder)
  const texts = await Promise.all(written.map(({ file }) => readFile(join(folder, file), 'utf8')))
  const commands = texts.flatMap((text) => commandsIn(text.replaceAll(/^ *# (?=.*evalkit)|,(?= and commit)/gm, '')))
  expect(commands.length).toBeGreaterThan(3)
  for (const { args } of commands) expect([args, await complaint(args)]).toEqual([args, undefined])
})

describe('the check of commands', () => {
  it.each([
    ['a command that is not there', 'evalkit walk gsm8k', ['walk', 'gsm8k']],
    ['a flag that is not there', 'npx evalkit run gsm8k --modle sft', ['run', 'gsm8k', '--modle', 'sft']],
    ['a value that is no choice', 'evalkit run gsm8k --check never', ['run', 'gsm8k', '--check', 'never']],
    ['what is missing', 'evalkit run --model sft', ['run', '--model', 'sft']],
  ])('finds %s', async (_, text, args) => {
    expect(commandsIn(text)).toMatchObject([{ args }])
    expect(await complaint(args)).toBeDefined()
  })

  it.each([
    ['npx evalkit run gsm8k \\\n  --limit 5 # five', [['run', 'gsm8k', '--limit', '5']]],
    ["--wrap 'npx evalkit merge parts/* -o merged'", [['merge', 'parts/*', '-o', 'merged']]],
    ["evalkit run gsm8k --header 'A: b c' > out.txt", [['run', 'gsm8k', '--header', 'A: b c']]],
    ['npm ci && npx evalkit demo && evalkit list runs', [['demo'], ['list', 'runs']]],
    ['{ name: evalkit, args: [run, gsm8k, --shard, auto/8] }', [['run', 'gsm8k', '--shard', 'auto/8']]],
    ['see bin/evalkit.js and evalkit-runs', []],
  ])('reads %j', (text, expected) => expect(commandsIn(text).map(({ args }) => args)).toEqual(expected))
})

/** @returns what is wrong with a command line; nothing for a command named alone, in prose */
async function complaint([name = '', ...rest]: readonly string[]): Promise<string | undefined> {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry === undefined) return name === 'help' ? undefined : `no command ${name}`
  if (rest.length === 0) return undefined
  const { command } = await entry.load()
  return parseArguments(command, rest).then(
    () => undefined,
    (error: Error) => error.message,
  )
}
