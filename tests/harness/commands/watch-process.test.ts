/** `evalkit watch` as a process: signals, and what is left of it. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EXIT } from '../../../results/errors.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { processesBelow } from '../../helpers/processes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { putTiny } from '../../helpers/tiny-checkpoints.ts'

const ARGUMENTS = ['watch', 'out', 'wordproblems', '--limit', '12', '--max-connections', '1']

async function runsIn(cwd: string) {
  const root = join(cwd, 'evalkit-runs')
  const names = (await readdir(root)).filter((name) => !name.startsWith('.') && name.startsWith('2'))
  return Promise.all(
    names.sort().map(async (name) => {
      const { model, status } = JSON.parse(await readFile(join(root, name, 'manifest.json'), 'utf8'))
      const lines = (await readFile(join(root, name, 'samples.jsonl'), 'utf8')).trim().split('\n')
      const ids = lines.map((line) => JSON.parse(line).id)
      return { label: model.label, status, ids: ids.length, distinct: new Set(ids).size }
    }),
  )
}

it('killed at any moment and started again, ends with each checkpoint evaluated once, and no process left', async () => {
  const cwd = await temporaryFolder()
  await putTiny('base', join(cwd, 'out/step-1.gguf'))
  await putTiny('sft-direct', join(cwd, 'out/step-2.gguf'))
  await putTiny('sft-think', join(cwd, 'out/step-3.gguf'))
  const started: number[] = []
  // Before the first run, in the middle of one, and between two.
  for (const moment of [/step-1: complete/, /step-1: 12 trials/, /step-2: complete/]) {
    let pid = 0
    let text = ''
    await evalkitProcess([...ARGUMENTS, '--until', '3'], {
      cwd,
      onStart: (id) => {
        pid = id
      },
      onError: (part) => {
        text += part
        if (!moment.test(text)) return
        text = ''
        void processesBelow(pid).then((below) => {
          started.push(pid, ...below)
          process.kill(below.at(-1) ?? pid, 'SIGKILL')
        })
      },
    })
  }
  const { code, stdout, stderr } = await evalkitProcess([...ARGUMENTS, '--until', '3'], { cwd })
  expect(stderr).toContain('Ending: step 3 is evaluated.\n')
  expect(code).toBe(EXIT.ok)
  expect(stdout).toMatch(/^step 1 .*\nstep 2 .*\nstep 3 .*\n/)
  expect(await runsIn(cwd)).toEqual(
    ['out-step-1', 'out-step-2', 'out-step-3'].map((label) => ({ label, status: 'complete', ids: 12, distinct: 12 })),
  )
  expect((await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.startsWith('.'))).toEqual([])
  expect(started.length).toBeGreaterThanOrEqual(3)
  const alive = await Promise.all(started.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)))
  expect(alive.filter((stat) => stat !== undefined)).toEqual([])
})

it('ends at once at Ctrl-C while it waits, and says how to go on', async () => {
  const cwd = await temporaryFolder()
  await putTiny('base', join(cwd, 'out/step-1.gguf'))
  let text = ''
  const { code, stderr } = await evalkitProcess(['watch', 'out', 'wordproblems', '--limit', '1'], {
    cwd,
    onError: (part) => {
      text += part
    },
    interruptWhen: () => /step-1 {2}\S+ .* n 1 /.test(text),
  })
  expect(code).toBe(EXIT.interrupted)
  expect(stderr).toContain('To continue: evalkit watch out wordproblems --limit 1\n')
})
