import { execFile } from 'node:child_process'
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parsePage, ROOT } from '../helpers/markdown.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const COPIED = [
  'benchmarks',
  'harness',
  'results',
  'sandboxes',
  'scorers',
  'tests/helpers',
  'package.json',
  'tsconfig.json',
]

describe('the patch in CONTRIBUTING.md', () => {
  it('applies to this repository, compiles and passes its own tests', async () => {
    const copy = await temporaryFolder()
    for (const path of COPIED) await cp(join(ROOT, path), join(copy, path), { recursive: true })
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    const run = inFolder(copy)

    const applied = run('git', ['apply', '-'])
    applied.child.stdin?.end(await patch())
    await applied
    const own = { extends: './tsconfig.json', include: ['benchmarks/abacus.ts', 'tests/benchmarks/abacus.test.ts'] }
    await writeFile(join(copy, 'tsconfig.abacus.json'), JSON.stringify(own))
    await run('node_modules/.bin/tsc', ['--noEmit', '-p', 'tsconfig.abacus.json'])
    const { stdout } = await run('node_modules/.bin/vitest', ['run', 'tests/benchmarks/abacus.test.ts'])
    expect(stdout).toMatch(/Tests\s+4 passed/)
  }, 120_000)
})

async function patch(): Promise<string> {
  const { blocks } = parsePage('CONTRIBUTING.md', await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))
  return blocks.flatMap(({ language, text }) => (language === 'diff' ? [`${text}\n`] : [])).join('')
}

/** Without this repository's own git, and without what a test runner around it has set. */
function inFolder(cwd: string) {
  const env = { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', GIT_CEILING_DIRECTORIES: join(cwd, '..') }
  return (command: string, args: readonly string[]) => promisify(execFile)(command, args, { cwd, env })
}
