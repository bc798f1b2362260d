import { readFileSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { humanevalJs } from '../../benchmarks/humaneval-js.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import { evalkit } from '../helpers/evalkit.ts'
import { SANDBOX_CACHE } from '../helpers/sandbox-programs.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** Problems of the project's own, in MultiPL-E's form, each with a right and a wrong answer. */
const FIXTURE = fileURLToPath(new URL('../fixtures/humaneval-js/humaneval-js.jsonl', import.meta.url))

interface Row {
  readonly prompt: string
  readonly tests: string
  readonly stop_tokens: readonly string[]
  readonly canonical: string
  readonly wrong: string
}
const rows: Row[] = readFileSync(FIXTURE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const [first] = rows as [Row]

const sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 2 })
afterAll(() => sandbox.close())

const protocol = (name: string) => humanevalJs.protocols[name] as Protocol<unknown>

async function outcome(name: string, row: object, text: string, check: Program['check'] = 'split') {
  const sample: Sample = { id: 'humaneval-js/0', ...protocol(name).toSample(row, []) }
  const attempt = { turns: [{ prompt: '', completion: { text, finishReason: 'stop' as const } }] }
  const scorer = protocol(name).scorer.withCheck?.(check) ?? protocol(name).scorer
  const { value, verdict } = await scorer.score(attempt, sample, { sandbox, judge: undefined as never })
  expect(value).toBe(verdict?.outcome === 'passed' ? 1 : 0)
  return verdict?.outcome
}

const fenced = (code: string, info = 'javascript') => `Here you are:\n\n\`\`\`${info}\n${code}\n\`\`\`\nIt works.`

describe.each(['split', 'in-place'] as const)('with the %s check', (check) => {
  it.each(rows.map((row) => [/function (\w+)/.exec(row.prompt)?.[1], row] as const))(
    '%s passes when it is right, in every form of reply, and fails when it is wrong',
    async (_, row) => {
      const whole = row.prompt + row.canonical
      expect(await outcome('completion', row, row.canonical, check)).toBe('passed')
      expect(await outcome('chat', row, fenced(whole), check)).toBe('passed')
      expect(await outcome('chat', row, fenced(row.canonical, 'js'), check)).toBe('passed')
      expect(await outcome('chat', row, fenced(row.canonical.slice(0, -2), ''), check)).toBe('passed')
      expect(await outcome('completion', row, row.wrong, check)).not.toBe('passed')
      expect(await outcome('chat', row, fenced(row.prompt + row.wrong), check)).not.toBe('passed')
    },
  )
})

describe('a reply', () => {
  it.each([
    ['an arrow function', 'const sumOfSquares = (numbers) => numbers.reduce((sum, n) => sum + n * n, 0)'],
    [
      'an exported one',
      'export default function sumOfSquares(numbers) { let s = 0; for (const n of numbers) s += n * n; return s }',
    ],
    [
      'a module',
      'function square(n) { return n * n }\nfunction sumOfSquares(ns) { return ns.map(square).reduce((a, b) => a + b, 0) }\nmodule.exports = { sumOfSquares }\nexport { sumOfSquares };',
    ],
    [
      'an import',
      "import { createHash } from 'node:crypto'\nconst sumOfSquares = (ns) => createHash && ns.reduce((s, n) => s + n * n, 0)",
    ],
    [
      'what it exports alone',
      'module.exports = {\n  sumOfSquares(ns) {\n    return ns.reduce((s, n) => s + n * n, 0)\n  },\n}',
    ],
    [
      'a body with brackets in texts',
      "  // '{'\n  return numbers.reduce((s, n) => s + n * n, '}'.length - '{'.length)",
    ],
    [
      'examples of its use',
      'function sumOfSquares(ns) { return ns.reduce((s, n) => s + n * n, 0) }\nconsole.assert(sumOfSquares([1]) === 2)\nif (require.main === module) process.exit()',
    ],
  ])('may hold %s', async (_, code) => expect(await outcome('chat', first, fenced(code))).toBe('passed'))

  it('in TypeScript counts where there is no other', async () => {
    const typed = '```ts\nfunction sumOfSquares(ns: number[]): number {\n  return 0\n}\n```'
    expect(await outcome('chat', first, `${fenced(first.prompt + first.canonical)}\nTyped:\n${typed}`)).toBe('passed')
    expect(await outcome('chat', first, typed)).toBe('error')
  })

  it('that was cut off within its block is tried as it is', async () => {
    expect(await outcome('chat', first, `\`\`\`js\n${first.prompt}${first.canonical}`)).toBe('passed')
    expect(await outcome('chat', first, `\`\`\`js\n${first.prompt}  return numbers.reduce(`)).toBe('error')
  })

  it('is cut where a continuation has left the function', async () => {
    const goesOn = `${first.canonical}\n\nfunction sumOfSquares() { return 'another one' }\nconsole.log(`
    expect(await outcome('completion', first, goesOn)).toBe('passed')
  })

  it('without code is said to be that', async () => {
    expect(await outcome('chat', first, '')).toBe('no-code')
  })
})

describe.each(['split', 'in-place'] as const)('of a HumanEval-X record, the %s check', (check) => {
  const row = {
    task_id: 'JavaScript/0',
    prompt:
      'const LIMIT = 9\nconst twice = (x) => {\n  return 2 * x\n}\n\n/* Four times x. */\nconst fourTimes = (x) => {\n',
    test: 'const testFourTimes = () => {\n  console.assert(fourTimes(2) === twice(4))\n}\n\ntestFourTimes()\n',
  }

  it.each([
    ['what comes before the function', 'const fourTimes = (x) => twice(twice(x))'],
    [
      'it where the answer repeats it',
      'const twice = x => x + x\nfunction fourTimes(x) { return twice(twice(x)) + LIMIT - 9 }',
    ],
  ])('knows %s', async (_, code) => expect(await outcome('chat', row, fenced(code), check)).toBe('passed'))

  it('reads a continuation, cut where it left the function', async () => {
    const left = '\n// and so on\nconst twice = 0'
    expect(await outcome('completion', row, `  return twice(twice(x))\n}${left}`, check)).toBe('passed')
    expect(await outcome('completion', row, '  return twice(x)\n}', check)).toBe('failed')
  })
})

describe('from the command line', () => {
  async function dataDir(lines: readonly object[] | undefined) {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, 'data/humaneval-js'), { recursive: true })
    const path = join(cwd, 'data/humaneval-js/humaneval-js.jsonl')
    if (lines === undefined) await copyFile(FIXTURE, path)
    else await writeFile(path, lines.map((line) => JSON.stringify(line)).join('\n'))
    return cwd
  }
  const args = ['run', 'humaneval-js', '--data-dir', 'data', '--model', 'replay/answers.jsonl', '--json']

  it('runs, shows and scores again', async () => {
    const cwd = await dataDir(undefined)
    const answers = rows.map(({ prompt, canonical, wrong }, i) =>
      JSON.stringify({ id: `humaneval-js/${i}`, completion: fenced(prompt + (i < 8 ? canonical : wrong)) }),
    )
    await writeFile(join(cwd, 'answers.jsonl'), answers.join('\n'))
    const { code, stdout, stderr } = await evalkit(args, { cwd })
    expect([code, stderr]).toEqual([0, expect.anything()])
    const [run] = JSON.parse(stdout).runs
    expect(run).toMatchObject({ benchmark: 'humaneval-js', n: rows.length, correct: 8 })
    const shown = await evalkit(['show', run.run, 'humaneval-js/9'], { cwd })
    expect(shown.stdout).toMatch(/flattenOnce/)
    const rescored = await evalkit(['rescore', run.run, '--check', 'in-place', '--json'], { cwd })
    expect(JSON.parse(rescored.stdout).runs).toMatchObject([{ correct: 8 }])
  })

  it.each([
    ['another language', [{ ...first, language: 'lua' }], /humaneval-js\.jsonl:1: "language" is lua, not js/],
    ['no function', [first, { ...first, prompt: '// nothing\n' }], /:2: "prompt" holds no head of a function/],
    [
      'a prompt that lost its comment marks',
      [{ ...first, prompt: `// The sum\nof numbers.\n${first.prompt}` }],
      /:1: "prompt" is not JavaScript: Unexpected identifier 'numbers', in its line 2\n.*export the data set/,
    ],
    ['no tests', [{ prompt: first.prompt }], /:1: the row must/],
    ['nothing', [], /holds no rows/],
  ])('refuses a file with %s', async (_, lines, message) => {
    const cwd = await dataDir(lines)
    await writeFile(join(cwd, 'answers.jsonl'), '{"id": "humaneval-js/0", "completion": ""}')
    const { code, stderr } = await evalkit(args, { cwd })
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })

  it('says how to get the file', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'answers.jsonl'), '{"id": "humaneval-js/0", "completion": ""}')
    const { code, stderr } = await evalkit(args, { cwd })
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/humaneval-js\.jsonl: no such file\n.*nuprl\/MultiPL-E.*Put it there/),
    ])
  })
})
