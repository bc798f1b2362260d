/** A command with a checkpoint is interrupted or killed: no process of its server is left. Linux, checked through /proc. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { gguf } from '../../helpers/checkpoint-files.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { RUN_FAKE_SERVER } from '../../helpers/fake-server.ts'
import { processesWith } from '../../helpers/processes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Runs a served checkpoint, and acts on the process once standard error says so. @returns also what is left of the server */
async function interrupted(moment: RegExp, signals: readonly NodeJS.Signals[], flags = '') {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'tiny.gguf'), gguf(1))
  const server = `${RUN_FAKE_SERVER} --m {checkpoint} --port {port} --name {name} --worker --slow 300 ${flags}`
  let pid = 0
  let text = ''
  let isSent = false
  const model = ['--model', './tiny.gguf', '--serve', server]
  const ended = await evalkitProcess(['run', 'wordproblems', '--limit', '40', ...model], {
    cwd,
    onStart: (started) => {
      pid = started
    },
    onError(more) {
      text += more
      if (isSent || !moment.test(text)) return
      isSent = true
      for (const [at, signal] of signals.entries()) setTimeout(() => process.kill(pid, signal), 100 + 400 * at)
    },
  })
  const deadline = Date.now() + 30_000
  const left = () => processesWith(join(cwd, 'tiny.gguf'))
  while ((await left()).length > 0 && Date.now() < deadline) await sleep(50)
  const resume = () => evalkit(['run', 'wordproblems', '--limit', '40', ...model, '--resume'], { cwd })
  return { ...ended, left: await left(), isSent, resume }
}

describe.skipIf(process.platform !== 'linux')('no server is left', () => {
  it.each([
    ['Ctrl-C while it loads', /starting node/, ['SIGINT'], '--loads 60000'],
    ['Ctrl-C during the run', /is ready/, ['SIGINT'], ''],
    ['a second Ctrl-C', /is ready/, ['SIGINT', 'SIGINT'], '--slow 1500'],
  ] as const)('after %s', async (_, moment, signals, flags) => {
    const { code, stderr, left, isSent } = await interrupted(moment, signals, flags)
    expect(isSent).toBe(true)
    expect(code, stderr).toBe(130)
    expect(left).toEqual([])
  })

  it.each([
    ['while it loads', /starting node/, '--loads 60000'],
    ['during the run', /is ready/, ''],
  ] as const)('after kill -9 of evalkit %s', async (_, moment, flags) => {
    const { code, left, isSent, resume } = await interrupted(moment, ['SIGKILL'], flags)
    expect(isSent).toBe(true)
    expect(code).toBe(null)
    expect(left).toEqual([])
    if (flags !== '') return
    const resumed = await resume()
    expect(resumed.stderr).toMatch(/resuming wordproblems · tiny: \d+ of 40 trials are there/)
    expect(resumed.code).toBe(0)
  })
})
