import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from '../../harness/cli.ts'
import { COMMANDS } from '../../harness/command-table.ts'
import { VERSION } from '../../harness/lib/version.ts'

let printed: string
let noted: string

beforeEach(() => {
  printed = noted = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted += text
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

describe('the command line', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('lists every command for %j, in 80 columns', async (argv) => {
    expect(await main(argv)).toBe(0)
    for (const name of Object.keys(COMMANDS)) expect(printed).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it.each([[['run', '--help']], [['run', '-h']], [['help', 'run']], [['run', 'gsm8k', '--modle', 'x', '-h']]])(
    'explains one command for %j',
    async (argv) => {
      expect(await main(argv)).toBe(0)
      expect(printed).toMatch(/^Usage: evalkit run <benchmark\.\.> \[options\]/)
      expect(noted).toBe('')
    },
  )

  it.each([[['--version']], [['version']]])('prints its version for %j', async (argv) => {
    expect(await main(argv)).toBe(0)
    expect(printed).toBe(`${VERSION}\n`)
  })

  it.each([
    [['rnu', 'gsm8k'], 'unknown command "rnu"', 'Did you mean "run"?'],
    [['help', 'comparre'], 'unknown command "comparre"', 'Did you mean "compare"?'],
    [['list', 'runs', '--runs-dri', 'x'], 'unknown argument: --runs-dri', 'Did you mean "--runs-dir"?'],
    [['compare'], 'missing argument: <run..>', 'See: evalkit compare --help'],
  ])('says what is wrong with %j', async (argv, message, hint) => {
    expect(await main(argv)).toBe(2)
    expect(noted).toContain(message)
    expect(noted).toContain(hint)
  })
})
