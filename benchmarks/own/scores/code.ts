/** A program, tried with tests in the sandbox. */
import { DatasetError } from '../../../results/errors.ts'
import { unitTests } from '../../../scorers/unit-tests.ts'
import type { CodeSettings } from '../declaration.ts'
import type { OwnScore } from '../score.ts'
import { fieldAt, type Source } from '../source.ts'
import { cellOf } from '../template.ts'

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u

export function codeScore(settings: CodeSettings, source: Source): OwnScore {
  const { language } = settings
  const at = (name: string, text: string) => fieldAt(source, ['score', 'code', name], text)
  const tests = at('tests', settings.tests)
  const entryPoint = at('entryPoint', settings.entryPoint)
  const before = settings.before === undefined ? undefined : at('before', settings.before)
  return {
    scorer: unitTests({ form: 'chat' }),
    metric: 'pass@1',
    fields: [tests, entryPoint, ...(before ? [before] : [])],
    target: 'optional',
    draft(_targets, row, fill) {
      const lines = tests.column === undefined ? undefined : cellOf(row, tests.column)
      const name = fill(entryPoint).trim()
      if (!IDENTIFIER.test(name))
        throw new DatasetError(`the entry point ${JSON.stringify(name.slice(0, 60))} is no name of a function`)
      const program = {
        language,
        prompt: before ? fill(before) : '',
        tests: Array.isArray(lines) ? lines.join('\n') : fill(tests),
        entryPoint: name,
      }
      if (program.tests.trim() === '')
        throw new DatasetError('the tests are empty', { hint: 'Any program would pass.' })
      return { program }
    },
    gold: ({ target }) => target,
  }
}
