import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { ModelChoice } from '../../../harness/options/model-choices.ts'
import type { PlanWithoutModels } from '../../../harness/watch/plan.ts'
import { type WatchSetup, watchFolder } from '../../../harness/watch/watch-folder.ts'
import { EXIT } from '../../../results/errors.ts'
import { fullModelFiles, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

it('finishes the evaluation in progress before it reports that the folder can no longer be read', async () => {
  const root = await temporaryFolder()
  const out = join(root, 'out')
  await writeFiles(join(root, 'written/checkpoint-1'), fullModelFiles(1))
  await symlink('written', out)
  const events: string[] = []
  const setup: WatchSetup = {
    plan: {
      out,
      once: true,
      keepGoing: false,
      newestFirst: false,
      pins: 0,
      until: { kind: 'training' },
      everyByte: false,
      allowed: () => 0,
      session: {} as PlanWithoutModels,
      choose: () => ({}) as ModelChoice,
    },
    pins: { folders: [], leftovers: new Map(), close: async () => undefined },
    pacing: { shortestMs: 10, longestMs: 10 },
    settleMs: 0,
    stop: new AbortController().signal,
    judging: { baseline: [], accept: [], allowed: () => 0 },
    measurement: {
      stored: async () => ({ done: [], open: [{ benchmark: 'quiz' }] }),
      run: async () => {
        await rm(out)
        await symlink('out', out)
        await setTimeout(200)
        events.push('run finished')
        return { runs: [] }
      },
    },
    onEvaluated: async ({ code }) => {
      events.push(`evaluated with code ${code}`)
    },
  }
  await expect(watchFolder(setup)).rejects.toThrow('ELOOP')
  expect(events).toEqual(['run finished', `evaluated with code ${EXIT.ok}`])
})
