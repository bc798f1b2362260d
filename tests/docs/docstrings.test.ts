/** What doc comments must say. */
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../helpers/markdown.ts'
import { undocumentedThrows } from '../helpers/undocumented-throws.ts'

/** `run` of a command throws whatever goes wrong, and `harness/cli.ts` makes an exit code of it. */
const EXEMPT = /^harness\/commands\/[^/]+\.ts: run$/

it('tells of every exported function what it throws', async () => {
  const found: string[] = []
  for await (const path of glob('{benchmarks,harness,results,sandboxes,scorers}/**/*.{ts,tsx}', { cwd: ROOT })) {
    found.push(...undocumentedThrows(path, readFileSync(join(ROOT, path), 'utf8')))
  }
  expect(found.filter((name) => !EXEMPT.test(name))).toEqual([])
})

describe('an exported function', () => {
  const BROKEN = "throw new RangeError('no')"

  it.each([
    ['a function', `export function f() { ${BROKEN} }`, 'f'],
    ['an arrow function', `export const f = async (): Promise<void> => { ${BROKEN} }`, 'f'],
    ['a method', `export class A { f() { ${BROKEN} } }`, 'A.f'],
    ['one that makes the error elsewhere', 'export function f() { throw broken() }', 'f'],
    ['one with another comment', `/** Does a lot. */\nexport function f() { ${BROKEN} }`, 'f'],
    [
      'one below the comment of another',
      `/** @throws RangeError */\nconst a = 1\nexport function f() { ${BROKEN} }`,
      'f',
    ],
    ['one that throws deep inside', `export function f() { for (;;) if (x) ${BROKEN} }`, 'f'],
    ['one that throws what it caught, wrapped', 'export function f() { try { g() } catch { throw broken() } }', 'f'],
  ])('must say so: %s', (_, text, name) => expect(undocumentedThrows('a.ts', text)).toEqual([`a.ts: ${name}`]))

  it.each([
    ['where it does', `/** Does a lot. @throws RangeError always */\nexport function f() { ${BROKEN} }`],
    ['for what is not exported', `function f() { ${BROKEN} }`],
    ['for private methods', `export class A { #f() { ${BROKEN} } private g() { ${BROKEN} } }`],
    ['for functions within it', `export const f = () => () => { ${BROKEN} }`],
    ['for what it catches', `export function f() { try { ${BROKEN} } catch { return 1 } }`],
    ['for what it passes on', 'export function f() { try { g() } catch (error) { throw error } }'],
  ])('need not say more: %s', (_, text) => expect(undocumentedThrows('a.ts', text)).toEqual([]))
})
