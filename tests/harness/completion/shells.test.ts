import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { command as benchmark } from '../../../harness/commands/declarations/benchmark.ts'
import { command as show } from '../../../harness/commands/declarations/show.ts'
import { bashScript } from '../../../harness/completion/bash.ts'
import { fishScript } from '../../../harness/completion/fish.ts'
import { completedCommand } from '../../../harness/completion/spec.ts'
import { zshScript } from '../../../harness/completion/zsh.ts'
import { type Command, defineCommand } from '../../../harness/options/command.ts'

const fly: Command = defineCommand({
  usage: 'fly <action> [bird..]',
  about: 'Flies birds.',
  positionals: {
    action: { type: 'string', values: ['start', 'stop'] },
    bird: { type: 'string', array: true, values: ['owl', 'osprey'] },
  },
  flags: {
    height: { type: 'number', describe: 'metres: [0] or more, the owl’s' },
    mode: { choices: ['slow', 'fast'], describe: 'how' },
    output: { type: 'array', string: true, alias: 'o', value: 'FILE', describe: "the bird's log" },
    resume: { type: 'string', value: '[RUN]', describe: 'go on' },
    json: { type: 'boolean', describe: 'as JSON' },
    secret: { type: 'boolean', hidden: true },
  },
  optionalValues: ['resume'],
  examples: [],
})
const sing: Command = defineCommand({
  usage: 'sing',
  about: 'Sings.',
  positionals: {},
  flags: {},
  examples: [],
})
const commands = await Promise.all([completedCommand(fly, "make it's wings: flap"), completedCommand(sing, 'sing')])

const hasShell = (shell: string) => spawnSync(shell, ['--version']).status === 0

/** What bash would offer for the last word. */
function offered(...words: string[]): string[] {
  const script = `${bashScript(commands)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _evalkit; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', 'evalkit', ...words], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return stdout.split('\n').filter(Boolean)
}

it.skipIf(!hasShell('bash')).each([
  [['f'], ['fly']],
  [[''], ['fly', 'sing', 'help', '--help', '--version']],
  [['help', 's'], ['sing']],
  [
    ['fly', 'st'],
    ['start', 'stop'],
  ],
  [
    ['fly', 'start', 'o'],
    ['owl', 'osprey'],
  ],
  [['fly', 'start', 'owl', 'os'], ['osprey']],
  [
    ['fly', '--he'],
    ['--height', '--help'],
  ],
  [['fly', '--s'], []],
  [
    ['fly', '--mode', ''],
    ['slow', 'fast'],
  ],
  [['fly', '--mode', '=', 'f'], ['fast']],
  [
    ['fly', '--mode', '='],
    ['slow', 'fast'],
  ],
  [['fly', '--height', ''], []],
  [['fly', '--height', '3', 'sta'], ['start']],
  [['fly', '--height', '=', '3', 'sta'], ['start']],
  [['fly', '--json', 'start', 'ow'], ['owl']],
  [['fly', '--resume', 'start', 'ow'], ['owl']],
  [['fly', '-o', 'file', 'start', 'ow'], ['owl']],
  [['fly', '--output', ''], []],
  [['sing', ''], []],
  [['sing', '--'], ['--help']],
  [['hum', ''], []],
])('bash offers for %j the words %j', (words, expected) => expect(offered(...words)).toEqual(expected))

it.each([
  ['bash', bashScript, ['-n']],
  ['zsh', zshScript, ['-n']],
  ['fish', fishScript, ['--no-execute']],
] as const)('the script for %s is valid where that shell is installed', (shell, script, options) => {
  if (!hasShell(shell)) return
  expect(spawnSync(shell, options, { input: script(commands), encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  })
})

it.each([
  [benchmark, ['file']],
  [show, ['run', 'more']],
  [fly, []],
])('offers paths for the positionals that name files or runs', async (command, expected) => {
  const { positions } = await completedCommand(command, '')
  expect(positions.flatMap(({ label, paths }) => (paths ? label : []))).toEqual(expected)
})

it('quotes descriptions for zsh', () => {
  const script = zshScript(commands)
  expect(script).toContain(`'fly:make it'\\''s wings\\: flap'`)
  expect(script).toContain(`'--height=[metres\\: \\[0\\] or more, the owl’s]:value: '`)
  expect(script).toContain(`'*--output=[the bird'\\''s log]:FILE:_files'`)
  expect(script).toContain(`'--resume=[go on]::RUN:_files'`)
  expect(script).toContain(`'*:bird:(owl osprey)'`)
  expect(script).not.toContain('secret')
})

it('quotes descriptions for fish, and offers paths only where they are meant', () => {
  const lines = fishScript(commands).split('\n')
  const lineOf = (part: string) => lines.find((line) => line.includes(part))
  expect(lineOf('-a fly')).toMatch(/-d 'make it\\'s wings: flap'$/)
  expect(lineOf('-l mode')).toContain(`-x -a 'slow fast'`)
  expect(lineOf('-l output')).toContain('-s o -l output -r -F')
  expect(lineOf('-l json')).not.toMatch(/ -[xrF] /)
})
