import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withBaseline } from '../../../results/baselines/baseline.ts'
import { readBaselines, writeBaselines } from '../../../results/baselines/file.ts'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { openRun } from '../../../results/store/read.ts'
import { RunWriter } from '../../../results/store/write.ts'
import { manifest, scored, summary } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** As earlier versions wrote it. */
function old({ trialsPerSample, dataset, ...rest }: RunManifest) {
  return { ...rest, repeats: trialsPerSample, dataset }
}

describe('a manifest of an earlier version', () => {
  it('has as many trials per sample as it had repeats, and can be resumed', async () => {
    const writer = await RunWriter.create(await temporaryFolder(), { ...manifest, trialsPerSample: 2 })
    await writer.close()
    const path = join(writer.folder, 'manifest.json')
    await writeFile(path, JSON.stringify(old({ ...manifest, trialsPerSample: 2 })))
    expect((await openRun(writer.folder)).manifest).toEqual({ ...manifest, trialsPerSample: 2 })
    const resumed = await RunWriter.resume(writer.folder)
    await resumed.close()
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ trialsPerSample: 2 })
  })
})

describe('a baselines file of an earlier version', () => {
  it('is read, written again and read again, its digests those of the old form', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'evalkit-baselines.json')
    const records = async function* () {
      yield scored('gsm8k/0', 1)
    }
    const run = { folder: 'runs/a', manifest: { ...manifest, status: 'complete' as const }, summary, records }
    const empty = { path, content: { schemaVersion: 1, baselines: {} } }
    const { content } = await withBaseline(empty, 'main', run, { origin: 'measured', anchor: false })
    const [stored] = content.baselines.main?.runs ?? []
    if (stored === undefined) throw new Error('no baseline was made')
    const earlier = { ...stored, manifest: old(stored.manifest) }
    const digest = createHash('sha256')
      .update(JSON.stringify([earlier.manifest, earlier.summary, earlier.samples]))
      .digest('hex')
    await writeFile(path, JSON.stringify({ schemaVersion: 1, baselines: { main: { runs: [{ ...earlier, digest }] } } }))
    const read = await readBaselines(path, folder)
    expect(read.content.baselines.main?.runs[0]?.manifest.trialsPerSample).toBe(1)
    await writeBaselines(read)
    expect((await readBaselines(path, folder)).content).toEqual(read.content)
  })
})
