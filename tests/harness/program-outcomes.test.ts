/** Every way in which a program can end, from the reply to what `evalkit show` says of it, in the real sandbox. */
import { afterAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../harness/trial/evaluate.ts'
import { explainSample } from '../../results/report/sample.ts'
import type { Sample, SampleRecord } from '../../results/schema/schema.ts'
import { showable } from '../../results/words/showable.ts'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import { RetryingSandbox } from '../../sandboxes/retrying-sandbox.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { DOUBLE_ALL } from '../../sandboxes/test-programs/double-all.ts'
import { unitTests, wholeProgram } from '../../scorers/unit-tests.ts'
import { body, PATIENT_MS, SANDBOX_CACHE, SHORT_MS } from '../helpers/sandbox-programs.ts'
import { scriptedModel } from '../helpers/scripted-model.ts'

const { right, wrong, ...task } = DOUBLE_ALL.python
const sample: Sample = { id: 'doubles/0', turns: ['Double each number.'], program: task }

const isolate = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
const sandbox = new RetryingSandbox(isolate)
afterAll(() => sandbox.close())

async function recordOf(reply: string, sandbox: Sandbox): Promise<SampleRecord> {
  const bench = {
    model: scriptedModel([reply]),
    generation: {},
    scorer: unitTests({ form: 'chat' }),
    resources: { sandbox },
  }
  return evaluate({ sample, repeat: 1 }, bench)
}

/** What `show` prints below the reply. */
function shown(record: SampleRecord): string {
  const program = wholeProgram(record.attempt, task, 'chat')
  return explainSample({ record: showable(record, {}), ...(program !== null && { program }) })
}

const answer = (lines: string) => `Here it is.\n\n\`\`\`python\n${task.prompt}${body(lines)}\`\`\`\n`

describe('a record names how its program ended, and so does show', () => {
  it.each<[outcome: string, reply: string, said: RegExp]>([
    ['passed', answer('return [2 * n for n in numbers]'), /Scored 1: the program ended as passed after \d+ ms\.$/],
    [
      'failed',
      answer('return numbers'),
      /ended as failed[\s\S]*assert candidate\(\[1, 2, 3\]\) == \[2, 4, 6\]\n│ AssertionError$/,
    ],
    [
      'error',
      answer('return numbers[99]'),
      /ended as error[\s\S]*in double_all\n.*\n│ IndexError: list index out of range$/,
    ],
    ['timeout', answer('while True: pass'), /ended as timeout[\s\S]*\n│ out of time/],
    ['memory', answer('return [bytearray(10**7) for _ in range(10**4)]'), /ended as memory[\s\S]*\n│ MemoryError/],
    ['crashed', answer('import os\nos._exit(0)'), /ended as crashed[\s\S]*\n│ the program ended the interpreter$/],
    [
      'unencodable',
      answer('class E:\n    def __eq__(self, other): return True\nreturn E()'),
      /ended as unencodable[\s\S]*__eq__ of a E/,
    ],
    ['no-code', '', /Scored 0: no-code, so nothing was run\.\n│ the reply holds no code$/],
  ])('%s', async (outcome, reply, said) => {
    const wallMs = outcome === 'timeout' ? SHORT_MS : PATIENT_MS
    const record = await recordOf(reply, sandbox.withLimit(wallMs))
    expect(record.outcome).toMatchObject({
      kind: 'scored',
      score: { value: outcome === 'passed' ? 1 : 0, verdict: { outcome } },
    })
    expect(shown(record)).toMatch(said)
  })

  it('with the line that the traceback names', async () => {
    const record = await recordOf(answer('return numbers[99]'), sandbox.withLimit(PATIENT_MS))
    const text = shown(record)
    const [, line = ''] = /solution\.py:(\d+), in double_all/.exec(text) ?? []
    expect(text).toMatch(new RegExp(`^ *${line} │ +return numbers\\[99\\]$`, 'm'))
  })

  it('sandbox-error only where the sandbox itself could not run it', async () => {
    const broken = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1, workerCommand: ['--no-such-option'] })
    const record = await recordOf(answer('return numbers'), broken)
    await broken.close()
    expect(record.outcome).toMatchObject({ kind: 'unscored', reason: 'sandbox-error' })
    expect(shown(record)).toMatch(
      /Not scored \(sandbox-error\): the sandbox could not run a python program: .*no-such-option/,
    )
  })
})
