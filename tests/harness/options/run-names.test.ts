import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderNamed, foldersNamed } from '../../../harness/options/run-names.ts'
import { RunWriter } from '../../../results/store/write.ts'
import { manifest, summary } from '../../helpers/stored-run.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

let runsDir: string
/** By `label benchmark`, oldest first. */
const folders: string[] = []

async function addRun(label: string, benchmark: string, hour: number, isFinished = true): Promise<void> {
  const writer = await RunWriter.create(runsDir, {
    ...manifest,
    startedAt: `2026-11-22T${hour}:00:00.000Z`,
    benchmark: { name: benchmark, version: 1 },
    model: { ...manifest.model, label },
  })
  if (isFinished) await writer.finish('complete', summary)
  else await writer.close()
  folders.push(writer.folder)
}

beforeAll(async () => {
  runsDir = await sharedFolder()
  await addRun('base', 'gsm8k', 10)
  await addRun('sft', 'gsm8k', 11)
  await addRun('sft', 'gsm8k', 12)
  await addRun('sft', 'humaneval', 13)
  await addRun('sft', 'gsm8k', 14, false)
  await mkdir(join(runsDir, 'not-a-run'))
})

const places = async (name: string) => (await foldersNamed(name, runsDir)).map((folder) => folders.indexOf(folder))

describe('a run is named by', () => {
  it.each([
    ['latest', [4]],
    ['latest~0', [4]],
    ['latest~2', [2]],
    ['1', [0]],
    ['5', [4]],
    ['base', [0]],
    ['sft/humaneval', [3]],
    ['20261122T12', [2]],
  ])('%s', async (name, expected) => expect(await places(name)).toEqual(expected))

  it('its folder, as it is', async () => {
    expect(await foldersNamed(`${folders[1]}`, runsDir)).toEqual([folders[1]])
    expect(await places(basename(folders[1] ?? ''))).toEqual([1])
  })

  it('a label, for its newest run of each benchmark, and rather one that was not cut off', async () =>
    expect(await places('sft')).toEqual([2, 3]))
})

describe('a name is refused', () => {
  it.each([
    ['sfd', 'sfd: not a run folder, nor the name of a run', /Did you mean "sft"\? There are 5 runs/],
    ['latest~5', 'latest~5: not a run folder, nor the name of a run', /There are 5 runs/],
    ['6', '6: not a run folder, nor the name of a run', /evalkit list runs/],
    ['', ': not a run folder, nor the name of a run', /evalkit list runs/],
    ['20261122T1', '20261122T1: 5 runs begin so', /and 1 more\. Give more of the name/],
  ])('when it is %j', async (name, message, hint) => {
    const failure = await foldersNamed(name, runsDir).catch((error: unknown) => error)
    expect(failure).toMatchObject({ message, hint: expect.stringMatching(hint) })
  })

  it('when it stands for runs of several benchmarks, and one is needed', async () => {
    const failure = await folderNamed('sft', runsDir).catch((error: unknown) => error)
    expect(failure).toMatchObject({ hint: 'Name one: sft/gsm8k, sft/humaneval.' })
    expect(await folderNamed('sft/gsm8k', runsDir)).toBe(folders[2])
  })

  it('when there are no runs at all', async () => {
    const failure = await foldersNamed('latest', join(runsDir, 'nowhere')).catch((error: unknown) => error)
    expect(failure).toMatchObject({ hint: expect.stringContaining('There are no runs in') })
  })
})
