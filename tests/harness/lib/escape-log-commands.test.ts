import { execFile, spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { obeysCommands, withoutCommands } from '../../../harness/lib/escape-log-commands.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** As GitHub's runner reads a line, to whom characters without width may not be there. */
function isCommand(line: string): boolean {
  const seen = line.replace(/[\p{Cf}\p{Cc}]/gu, '')
  return seen.trimStart().startsWith('::') || /##\w*\[/.test(seen)
}

describe('a command in a text', () => {
  it.each([
    ['::add-mask::18', ': :add-mask::18'],
    ['first\n  ::set-output name=verdict::PASS', 'first\n  : :set-output name=verdict::PASS'],
    ['gsm8k/1 (##[set-output name=x;]7 → 8)', 'gsm8k/1 (# #[set-output name=x;]7 → 8)'],
    ['##vso[task.complete result=Succeeded]', '# #vso[task.complete result=Succeeded]'],
    ['\u200b:\u200b:error::x', '\u200b: \u200b:error::x'],
    ['std::vector ## Heading [1]', 'std::vector ## Heading [1]'],
  ])('%j reads %j', (text, plain) => expect(withoutCommands(text)).toBe(plain))

  it('is none any more, and a text without one stays as it is', () => {
    const pieces = fc.constantFrom(
      ':',
      '::',
      '#',
      '##',
      '[',
      'vso',
      'error',
      ' ',
      '\t',
      '\n',
      '\r',
      '\u200b',
      '\u0085',
      '\u001b',
    )
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join('')),
        (text) => {
          const plain = withoutCommands(text)
          expect(plain.split(/[\r\n]/).filter(isCommand)).toEqual([])
          if (!text.split(/[\r\n]/).some(isCommand)) expect(plain).toBe(text)
        },
      ),
    )
  })
})

it('is looked for where a log is read for commands', () => {
  expect(obeysCommands({ GITHUB_ACTIONS: 'true' })).toBe(true)
  expect(obeysCommands({ GITHUB_RUN_ID: '1658821493' })).toBe(true)
  expect(obeysCommands({ TF_BUILD: 'True' })).toBe(true)
  expect(obeysCommands({ CI: 'true' })).toBe(false)
})

describe('what is printed in a GitHub job', () => {
  const script = `import { command, note, print, say } from ${JSON.stringify(fileURLToPath(new URL('../../../harness/lib/terminal.ts', import.meta.url)))}
print('::error::from a model'); note('##[group]'); say('::group::x\\n'); command('::notice::ours')`
  const args = ['--input-type=module', '--eval', script]
  const env = { ...process.env, GITHUB_ACTIONS: 'true' }

  it('is plain text in the log, but for our own commands', async () => {
    const { promise, resolve, reject } = Promise.withResolvers<string[]>()
    execFile(process.execPath, args, { env }, (error, out, log) =>
      error === null ? resolve([out, log]) : reject(error),
    )
    expect(await promise).toEqual([': :error::from a model\n', '# #[group]\n: :group::x\n::notice::ours\n'])
  })

  it('is exact in a file', async () => {
    const path = join(await temporaryFolder(), 'out.txt')
    const file = await open(path, 'w')
    const { promise, resolve } = Promise.withResolvers<number | null>()
    spawn(process.execPath, args, { env, stdio: ['ignore', file.fd, 'ignore'] }).on('close', resolve)
    expect(await promise).toBe(0)
    await file.close()
    expect(await readFile(path, 'utf8')).toBe('::error::from a model\n')
  })
})
