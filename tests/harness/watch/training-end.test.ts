import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FolderWatch } from '../../../harness/checkpoints/folder-watch.ts'
import { TrainingEnd } from '../../../harness/watch/training-end.ts'
import { fullModelFiles, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Writes a checkpoint whose files are from a minute of the training. */
async function writeAt(minute: number, folder: string, files = fullModelFiles(minute)): Promise<void> {
  await writeFiles(folder, files)
  const then = new Date(minute * 60_000)
  for (const name of Object.keys(files)) await utimes(join(folder, name), then, then)
}

async function training() {
  const out = join(await temporaryFolder(), 'out')
  const clock = { now: 3_600_000 }
  const watch = new FolderWatch(out, { settleMs: 0, now: () => clock.now })
  const end = new TrainingEnd(() => clock.now)
  return { out, clock, end, look: async () => end.see(await watch.look()) }
}

it('knows the last step, and the number of steps once the trainer has written it', async () => {
  const { out, end, look } = await training()
  await look()
  expect(end.state(0)).toMatchObject({ lastStep: undefined, maxSteps: undefined, isFinal: false })
  await writeAt(1, join(out, 'checkpoint-100'))
  await writeAt(2, join(out, 'checkpoint-200'))
  await look()
  expect(end.state(1)).toMatchObject({ lastStep: 200, maxSteps: undefined, unfinished: 1 })
  await writeFile(join(out, 'checkpoint-200/trainer_state.json'), '{"global_step": 200, "max_st')
  await look()
  expect(end.maxSteps).toBeUndefined()
  await writeFile(join(out, 'checkpoint-200/trainer_state.json'), '{"global_step": 200, "max_steps": 900}')
  await look()
  expect(end.state(0)).toMatchObject({ lastStep: 200, maxSteps: 900 })
})

it('takes final weights for the end if they are newer than every checkpoint', async () => {
  const { out, end, look } = await training()
  await writeAt(5, out)
  await look()
  expect(end.state(0).isFinal).toBe(false) // of an earlier training, as far as is known
  await writeAt(6, join(out, 'checkpoint-100'))
  await look()
  expect(end.state(0).isFinal).toBe(false)
  await writeAt(7, out)
  await look()
  expect(end.state(0).isFinal).toBe(true)
})

it('takes final weights without checkpoints for the end if they were written while it watched', async () => {
  const { out, end, look } = await training()
  await writeAt(61, out)
  await look()
  expect(end.state(0).isFinal).toBe(true)
})

it('counts the time since the last change', async () => {
  const { out, clock, end, look } = await training()
  await look()
  clock.now += 5000
  await look()
  expect(end.idleMs).toBe(5000)
  await writeAt(1, join(out, 'checkpoint-100'))
  await look()
  expect(end.idleMs).toBe(0)
})
