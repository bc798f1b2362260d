/** What a program can read of others, and of its own tests: canaries are planted everywhere, and the program searches all its memory. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Program, Sandbox } from '../../sandboxes/sandbox.ts'
import { pythonFunction } from '../helpers/sandbox-programs.ts'

const canary = (kind: string) => `kanary7f3a_${kind}_`

/** Leaves a canary in everything that an earlier program and its tests consist of, and whatever comes of them. */
const EARLIER: readonly Program[] = (['split', 'in-place'] as const).flatMap((check) =>
  ['return question + answer', 'raise ValueError(answer)', 'return 0', 'while True: pass'].map((end) =>
    pythonFunction(
      `def f(question):\n    answer = '${canary('source')}'\n    print('${canary('output')}' * 50)\n    ${end}\n`,
      `assert f('${canary('argument')}') == '${canary('argument')}${canary('expected')}', '${canary('message')}' * 20`,
      { check, limits: { wallMs: end.startsWith('while') ? 500 : 15_000 } },
    ),
  ),
)

/**
 * Prints the kinds of canaries in readable memory: pages around every object, library, stack and heap. It holds none of the
 * whole words that it searches for, but its own.
 */
const SEARCH = `# ${canary('own')}
import ctypes, gc, os, re, sys
_pattern = re.compile(rb'[k]anary7f3a_([a-z]+)_')
_libc = ctypes.CDLL(None)

def _seeds():
    yield from map(id, gc.get_objects())
    frame = sys._getframe()
    while frame:
        yield id(frame)
        frame = frame.f_back
    yield ctypes.addressof(ctypes.create_string_buffer(8))
    yield ctypes.addressof(ctypes.create_string_buffer(10**6))
    for name in ('environ', 'stdout', 'malloc'):
        try: yield ctypes.cast(getattr(_libc, name), ctypes.c_void_p).value
        except AttributeError: pass

def _readable(page, pipe=os.pipe()):
    if _libc.write(pipe[1], ctypes.c_void_p(page), ctypes.c_size_t(1)) != 1: return False
    os.read(pipe[0], 1)
    return True

def _native_runs():
    seen = set()
    for seed in _seeds():
        for block in range((seed >> 20) - 2, (seed >> 20) + 3):
            if block in seen or block < 0: continue
            seen.add(block)
    run = None
    for block in sorted(seen):
        for page in range(block << 20, (block + 1) << 20, 4096):
            if _readable(page):
                if run and run[1] == page: run[1] = page + 4096
                else:
                    if run: yield run
                    run = [page, page + 4096]
    if run: yield run

_kinds = set()
for _start, _end in ([[64, 30 * 2**20]] if sys.platform == 'emscripten' else _native_runs()):
    _memory = (ctypes.c_char * (_end - _start)).from_address(_start)
    _kinds.update(match.group(1).decode() for match in _pattern.finditer(memoryview(_memory)))
print(*sorted(_kinds))

def f(question):
    return 'x'
`

/** @param name with the reason, where the engine cannot run and its tests are skipped */
export function describeCanaries(name: string, open: () => Promise<Sandbox>, skip = false): void {
  describe.skipIf(skip)(`${name}: in all its memory, a program`, () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await open()
    })
    afterAll(() => sandbox.close())

    it('finds nothing of its tests, and nothing of an earlier program, its tests, output and verdict', async () => {
      for (const program of [...EARLIER, ...EARLIER]) await sandbox.run(program)
      const tests = `assert f('${canary('argument')}') == '${canary('expected')}', '${canary('message')}'`
      const { output, outcome, detail } = await sandbox.run(
        pythonFunction(SEARCH, tests, { limits: { wallMs: 60_000 } }),
      )
      expect({ output, outcome, detail }).toMatchObject({ output: 'own\n', outcome: 'failed' })
    }, 90_000)

    it('finds nothing of its tests while it uses what they have lent', async () => {
      const [head = '', scan = ''] = SEARCH.slice(0, SEARCH.indexOf('def f(')).split(/(?=_kinds = set)/)
      const source = `${head}
def f(function, object, generator):
    assert function(2) == 4 and object.value == 1 and next(generator) == 0
${scan.replace(/^(?=.)/gm, '    ')}
`
      const tests = `class Given:
    value = 1
    def __init__(self): self._expected = '${canary('attribute')}'
def closure(expected): return lambda x: x + x if expected else 0
def generator():
    expected = '${canary('local')}'
    yield 0
    yield expected
assert f(closure('${canary('cell')}'), Given(), generator()) == '${canary('expected')}', '${canary('message')}'`
      const { output, outcome, detail } = await sandbox.run(
        pythonFunction(source, tests, { limits: { wallMs: 60_000 } }),
      )
      expect({ output, outcome, detail }).toMatchObject({ output: 'own\n', outcome: 'failed' })
    }, 90_000)

    it('which would be found, if they were there', async () => {
      const planted = SEARCH.replace('_kinds = set()', `_kinds = set()\n_planted = '${canary('expected')}' * 3`)
      const { output } = await sandbox.run(pythonFunction(planted, 'f(1)', { limits: { wallMs: 60_000 } }))
      expect(output).toBe('expected own\n')
    }, 90_000)
  })
}
