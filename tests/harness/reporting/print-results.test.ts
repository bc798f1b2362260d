import { expect, it, vi } from 'vitest'
import { presentRuns } from '../../../harness/reporting/print-results.ts'
import { finishedRun, record, stream } from '../../helpers/records.ts'

it.each([true, false])(
  'of a protected question, nothing that an answer repeats is printed (--json: %s)',
  async (json) => {
    const run = async (label: string, value: number, answer: string) => {
      const records = [record('gpqa-diamond/0', value, { answer })]
      const changes = { benchmark: { name: 'gpqa-diamond', version: 1 }, protected: {} }
      return { ...(await finishedRun(label, records, changes)), records: () => stream(records) }
    }
    const [base, sft] = [await run('base', 1, 'A'), await run('sft', 0, 'words of the question')]
    const printed: string[] = []
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0)
    await presentRuns([base, sft], { json, baseline: { label: 'base' } }).finally(() => spy.mockRestore())
    expect(printed.join('')).toContain('gpqa-diamond/0')
    expect(printed.join('')).not.toContain('words of the question')
  },
)
