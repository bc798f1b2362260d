/** Programs that are right pass in every engine, however unusual, or are said to be beyond the split check. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { pythonFunction } from '../helpers/sandbox-programs.ts'
import { BESIDE } from './right-programs/beside.ts'
import { CALLABLES } from './right-programs/callables.ts'
import { CHANGES } from './right-programs/changes.ts'
import { EXCEPTIONS } from './right-programs/exceptions.ts'
import { FURTHER } from './right-programs/further.ts'
import { LAZY } from './right-programs/lazy.ts'
import { MORE } from './right-programs/more.ts'
import { OBJECTS } from './right-programs/objects.ts'
import type { RightProgram } from './right-programs/right-program.ts'
import { STREAMS } from './right-programs/streams.ts'
import { STYLES_OF_PROGRAMS } from './right-programs/styles-of-programs.ts'
import { STYLES_OF_VALUES } from './right-programs/styles-of-values.ts'
import { SURROUNDINGS } from './right-programs/surroundings.ts'
import { VALUES } from './right-programs/values.ts'

const KINDS = {
  lazy: LAZY,
  values: VALUES,
  'changes of arguments': CHANGES,
  exceptions: EXCEPTIONS,
  callables: CALLABLES,
  objects: OBJECTS,
  surroundings: SURROUNDINGS,
  streams: STREAMS,
  more: MORE,
  further: FURTHER,
  'styles of values': STYLES_OF_VALUES,
  'styles of programs': STYLES_OF_PROGRAMS,
  beside: BESIDE,
}

/** @param name with the reason, where the engine cannot run and its tests are skipped */
export function describeRightPrograms(name: string, open: () => Promise<Sandbox>, skip = false): void {
  describe.skipIf(skip)(`${name}: right programs`, () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await open()
    })
    afterAll(() => sandbox.close())

    describe.each(Object.entries(KINDS))('%s', (_, programs) => {
      it.each(programs)('$name', async ({ outcome = 'passed', wrong, ...program }) => {
        const result = await sandbox.run(programOf(program))
        expect(result.outcome, result.detail).toBe(outcome)
        if (wrong === undefined) return
        const twin = await sandbox.run(programOf({ ...program, source: program.source.replace(...wrong) }))
        expect(['failed', 'error'], twin.detail).toContain(twin.outcome)
      })

      it('and their tests run to the end', async () => {
        const [program] = programs
        if (program === undefined) throw new Error('no programs')
        const wrong = await sandbox.run(programOf({ ...program, tests: `${program.tests}\nassert False, 'reached'` }))
        const end = { outcome: 'failed', detail: expect.stringMatching(/AssertionError: reached$/) }
        const nowhere = { outcome: expect.stringMatching(/^(failed|error)$/) }
        expect(wrong).toMatchObject(program.outcome === undefined ? end : nowhere)
      })
    })
  })
}

const programOf = ({ source, tests, prompt = '', entryPoint = 'f' }: RightProgram | Omit<RightProgram, 'name'>) =>
  pythonFunction(source, tests, { prompt: prompt === '' ? '' : `${prompt}\n`, entryPoint })
