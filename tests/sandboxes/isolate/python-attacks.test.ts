/** Hostile Python that has to be looked at more closely than by how it ends. The others are in attacks.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import type { ProgramResult } from '../../../sandboxes/sandbox.ts'
import { CANARY } from '../../../sandboxes/test-programs/attack.ts'
import {
  BAD_BODY,
  body,
  GOOD_BODY,
  javascript,
  PATIENT_MS,
  python,
  pythonFunction,
  SANDBOX_CACHE,
  SHORT_MS,
} from '../../helpers/sandbox-programs.ts'

const RIGHT = 'return [2 * number for number in numbers]'

let sandbox: IsolateSandbox
beforeAll(() => {
  process.env[CANARY] = 'canary-7f3a'
  sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
})
afterAll(async () => {
  delete process.env[CANARY]
  await sandbox.close()
})

const attack = (lines: string, wallMs = PATIENT_MS) => sandbox.run(python(body(lines), { limits: { wallMs } }))

/** What every attack must leave as it was. */
async function expectUnharmed(): Promise<void> {
  expect((await sandbox.run(python(GOOD_BODY))).outcome).toBe('passed')
  expect((await sandbox.run(python(BAD_BODY))).outcome).toBe('failed')
}

describe('one program', () => {
  it('T9 may leave a loop behind for the end', async () => {
    const lines =
      'import atexit\nclass D:\n    def __del__(self):\n        while True: pass\natexit.register(lambda: [0 for _ in iter(int, 1)])\nglobal d\nd = D()'
    expect((await attack(`${lines}\n${RIGHT}`, SHORT_MS)).outcome).toMatch(/passed|timeout/)
    await expectUnharmed()
  })

  it('M3 prints 1 GB, and is judged by what it returns', async () => {
    const result = await sandbox.run(
      python(body(`if len(numbers) == 3:\n    for _ in range(1000): print("x" * 10**6)\n${RIGHT}`), {
        limits: { wallMs: 30_000 },
      }),
    )
    expect(result).toMatchObject({ outcome: 'passed', outputCut: true })
    expect(result.output).toHaveLength(65_536)
    await expectUnharmed()
  })

  it('H2 and H3 see nothing of the host', async () => {
    const look = `import os, glob
print(dict(os.environ), os.listdir("/"), os.getcwd(), glob.glob("/**", recursive=False), glob.glob("/home/**", recursive=True))
`
    const { output } = await attack(`${look}return 1`)
    expect(output).not.toMatch(/canary|evalkit-|node_modules|worker\.ts/)
    expect(output).toMatch(/'\/home\/pyodide'|lib/)
    await expectUnharmed()
  })

  it('H12 finds no file of the program before it', async () => {
    const reads =
      'import os\nassert not os.path.exists("/tmp/left") and not os.path.exists("left")\nreturn [2 * number for number in numbers]'
    await attack('open("/tmp/left", "w").write("x")\nopen("left", "w").write("x")\nreturn 1')
    expect((await attack(reads)).outcome).toBe('passed')
    await attack('import os\nos.chdir("/tmp")\nreturn 1')
    expect((await attack(`import os\nassert os.getcwd() == "/home/pyodide"\n${RIGHT}`)).outcome).toBe('passed')
  })

  it('H12 finds nothing in memory of the program before it', async () => {
    await attack('import builtins, json, sys\nbuiltins.left = json.left = 1\nsys.modules["left"] = json\nreturn 1')
    const looks =
      'import builtins, json, sys\nassert not hasattr(builtins, "left") and not hasattr(json, "left") and "left" not in sys.modules'
    expect((await attack(`${looks}\n${RIGHT}`)).outcome).toBe('passed')
  })

  it('F14 cannot poison the interpreter for the next', async () => {
    const poison =
      'import sys\nc = sys.modules["_evalkit_candidate"]\nc.call = c.load = lambda *a: "V" + "[\\"l\\",2,4,6]"\nsys.setrecursionlimit(50)\n'
    expect((await attack(`${poison}${RIGHT}`)).outcome).toBe('passed')
    await expectUnharmed()
  })

  it('sees neither tests nor expected values in its own interpreter', async () => {
    const search = `import gc, sys
secret = "candidate([-" + "1])"
found = [1 for o in gc.get_objects() if isinstance(o, dict) and any(type(v) is str and secret in v for v in list(o.values()))]
print(len(found))
`
    const { output } = await attack(`${search}return 1`)
    expect(output).toMatch(/^0\n/)
  })

  it('finds nothing that other interpreters are made from', async () => {
    const search = `import js, pyodide_js
search = js.eval("""(root) => {
  const found = [globalThis, root]
  const seen = new Set(found)
  let shared = 0
  for (let at = 0; at < found.length && at < 100000; at++) {
    const value = found[at]
    if ((ArrayBuffer.isView(value) ? value.buffer : value) instanceof SharedArrayBuffer) shared++
    if (ArrayBuffer.isView(value)) continue
    for (const key of Reflect.ownKeys(value)) {
      let next = null
      try { next = Object.getOwnPropertyDescriptor(value, key).value } catch {}
      if (next === null || !['object', 'function'].includes(typeof next) || seen.has(next)) continue
      seen.add(next)
      found.push(next)
    }
  }
  return found.length > 10000 ? shared : 'too few'
}""")
print(search(pyodide_js), js.eval("typeof readbuffer + typeof WebAssembly.instantiate"))
`
    const { output, outcome } = await attack(`${search}return 1`, 60_000)
    expect(output, outcome).toMatch(/^0 undefinedundefined\n/)
  }, 70_000)

  it('is not given the syntax of V8’s own tests', async () => {
    const { outcome, detail } = await attack('import js\nreturn js.eval("%GetOptimizationStatus(() => 0)")')
    expect(outcome).toBe('error')
    expect(detail).toMatch(/JsException/)
    const javascriptResult = await sandbox.run(javascript('return %GetOptimizationStatus(numbers)\n}'))
    expect(javascriptResult).toMatchObject({ outcome: 'error', detail: expect.stringMatching(/SyntaxError/) })
  })

  it('draws the same random numbers each time', async () => {
    const draws = 'import random, os, uuid\nprint(random.random(), os.urandom(4).hex(), hash("x"))\nreturn 1'
    const outputs = [await attack(draws), await attack(draws)].map(({ output }: ProgramResult) => output)
    expect(outputs[0]).toBe(outputs[1])
  })

  it('answers a test that hides what happened', async () => {
    const tests = 'try:\n    f() == 1\nexcept BaseException:\n    pass'
    const outcome = async (source: string, wallMs = PATIENT_MS) =>
      (await sandbox.run(pythonFunction(`def f():\n    ${source}\n`, tests, { limits: { wallMs } }))).outcome
    expect(await outcome('while True: pass', SHORT_MS)).toBe('timeout')
    const equal = 'return type("E", (), {"__eq__": lambda self, other: True})()'
    expect(await outcome(equal)).toBe('unencodable')
    expect(await outcome('import os; os._exit(0)')).toBe('crashed')
  })
})
