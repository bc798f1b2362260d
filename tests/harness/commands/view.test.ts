import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { records } from '../../helpers/records.ts'
import { writeRun } from '../../helpers/run-folder.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Ctrl-C, once the address is printed. */
async function viewed(args: readonly string[], cwd: string) {
  const listeners = process.listenerCount('SIGINT')
  const ended = evalkit(['view', '--no-open', ...args], { cwd })
  const timer = setInterval(() => process.listenerCount('SIGINT') > listeners && process.emit('SIGINT'), 50)
  return ended.finally(() => clearInterval(timer))
}

describe('evalkit view', () => {
  it('prints the address of all runs, and serves until Ctrl-C', async () => {
    const cwd = await temporaryFolder()
    const { code, stdout, stderr } = await viewed([], cwd)
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/\n$/)])
    expect(stderr).toContain('Serving the runs in evalkit-runs on this machine. Press Ctrl-C to stop.')
  })

  it('opens the runs that are named, by any of their names', async () => {
    const cwd = await temporaryFolder()
    const [base, sft] = [
      await writeRun(`${cwd}/evalkit-runs`, 'base', records('1')),
      await writeRun(`${cwd}/evalkit-runs`, 'sft', records('1')),
    ]
    expect((await viewed(['base', `evalkit-runs/${sft}`], cwd)).stdout).toMatch(
      new RegExp(`/compare\\?run=${base}&run=${sft}\n$`),
    )
    expect((await viewed(['evalkit-runs'], cwd)).stdout).toMatch(/[0-9a-f]{32}\/\n$/)
  })

  it.each([
    [['--port', '70000'], /--port 70000: not a port/],
    [['@main'], /view @main: a stored baseline has no run folder/],
    [['nobody'], /nobody: not a run folder, nor the name of a run/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await evalkit(['view', '--no-open', ...args], { cwd: await temporaryFolder() })
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })
})
