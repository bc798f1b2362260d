/** The output of `evalkit doctor`: a table of all checks, then how to fix problems. */

import { plainTable } from '../../results/report/forms/terminal.ts'
import { painter, type TextOptions } from '../../results/report/layout.ts'
import { plural } from '../../results/words/format.ts'
import { wrapped } from '../../results/words/wrap.ts'
import type { Check, CheckStatus } from './check.ts'

const SHOWN = { ok: 'ok', info: '-', warning: 'warning', problem: 'PROBLEM' } as const
const COLOURS = { ok: 'green', info: 'dim', warning: 'yellow', problem: 'red' } as const

export function doctorText(checks: readonly Check[], options: TextOptions = {}): string {
  const paint = painter(options.colour)
  const rows = checks.map(({ area, name, status, found }, index) => [
    checks[index - 1]?.area === area ? '' : area,
    name,
    paint(COLOURS[status], SHOWN[status]),
    found,
  ])
  const remedyLines = (['problem', 'warning', 'info'] as const).flatMap((status) => remedies(checks, status))
  const lines = [...new Set(remedyLines)].flatMap((text) => wrapped(text, '', options))
  return [
    plainTable(['', 'check', '', 'found'], rows, options),
    ...(lines.length === 0 ? [] : ['', ...lines]),
    '',
    conclusion(checks),
  ].join('\n')
}

/** Merges equal remedies into one, with the names of all checks it fixes. */
function remedies(checks: readonly Check[], status: CheckStatus): string[] {
  const found = checks.filter((check) => check.status === status && check.remedy !== undefined)
  const byRemedy = Map.groupBy(found, ({ remedy = '' }) => remedy.replace(/^Fetch it with: .*/, PULL))
  return [...byRemedy].map(([remedy, group]) => {
    const names = group.map(({ name }) => name)
    return remedy === PULL
      ? `Fetch missing data with: ${PULL}${names.length > 3 ? '' : ` ${names.join(' ')}`}`
      : `${names.join(', ')}: ${remedy}`
  })
}

const PULL = 'evalkit data pull'

function conclusion(checks: readonly Check[]): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length
  const problems = count('problem')
  const warnings = count('warning')
  const also = warnings === 0 ? '' : `, ${plural(warnings, 'warning')}`
  return problems === 0 ? `No problems found${also}.` : `${plural(problems, 'problem')}${also}.`
}
