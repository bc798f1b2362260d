import { existsSync, readdirSync } from 'node:fs'
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { listRuns, openRun } from '../../../results/store/read.ts'
import { RunWriter } from '../../../results/store/write.ts'
import { manifest, scored, summary, unscored } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items)
}

describe('a run folder', () => {
  it('is named after time, benchmark, label and group', async () => {
    const root = await temporaryFolder()
    const run = await RunWriter.create(root, { ...manifest, model: { ...manifest.model, label: 'my_sft+v2' } })
    await run.close()
    expect(await readdir(root)).toEqual(['20261122T220310Z_gsm8k_my-sft-v2_0badcafe'])
  })

  it('is one for each run, also when two would have the same name', async () => {
    const root = await temporaryFolder()
    const labels = ['a_b', 'a-b', 'a b']
    const runs = await Promise.all(
      labels.map((label) => RunWriter.create(root, { ...manifest, model: { ...manifest.model, label } })),
    )
    expect(new Set(runs.map(({ folder }) => folder)).size).toBe(3)
    await Promise.all(runs.map((run) => run.close()))
  })

  it('is locked as soon as it can be seen, and until it is let go', async () => {
    const root = await temporaryFolder()
    const unlocked = () =>
      readdirSync(root).filter((name) => !name.startsWith('.') && !existsSync(join(root, name, 'lock.json')))
    let made: RunWriter | undefined
    const making = RunWriter.create(root, manifest).then((run) => (made = run))
    for (; made === undefined; await nextTurn()) expect(unlocked()).toEqual([])
    const run = await making
    await run.close()
    expect(unlocked()).toHaveLength(1)
  })

  it('has no summary of an earlier state while it is resumed', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await run.finish('interrupted', summary)
    const resumed = await RunWriter.resume(run.folder)
    expect((await openRun(run.folder)).summary).toBeUndefined()
    await resumed.close()
  })

  it('is missed when it is deleted while it is written', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await rm(run.folder, { recursive: true })
    await run.append(scored('gsm8k/0', 1))
    const found = {
      name: 'StoreError',
      exitCode: 3,
      message: expect.stringMatching(/samples\.jsonl: has been deleted/),
    }
    await expect(collect(run.records())).rejects.toMatchObject(found)
    await expect(run.append(scored('gsm8k/1', 1))).rejects.toMatchObject(found)
  })

  it('tells of what cannot be written at the end', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await rm(run.folder, { recursive: true })
    await expect(run.finish('complete', summary)).rejects.toMatchObject({
      name: 'StoreError',
      exitCode: 3,
      message: expect.stringMatching(/summary\.json: cannot be written: ENOENT/),
    })
  })

  it('names the sandbox that goes on when it is resumed', async () => {
    const sandbox = { engine: 'isolate', versions: {}, wallMs: 10_000 }
    const run = await RunWriter.create(await temporaryFolder(), { ...manifest, sandbox })
    await run.finish('interrupted', summary)
    const resumed = await RunWriter.resume(run.folder, { sandbox: { ...sandbox, wallMs: 12_300 } })
    expect((await openRun(run.folder)).manifest.sandbox?.wallMs).toBe(12_300)
    await resumed.close()
    await (await RunWriter.resume(run.folder)).close()
    expect((await openRun(run.folder)).manifest.sandbox?.wallMs).toBe(12_300)
  })

  it('gives back what was put in, and holds a summary and no lock when finished', async () => {
    const root = await temporaryFolder()
    const run = await RunWriter.create(root, manifest)
    for (const id of ['gsm8k/0', 'gsm8k/1', 'gsm8k/2']) await run.append(scored(id))
    await run.finish('complete', summary)
    const stored = await openRun(run.folder)
    expect((await collect(stored.records())).map(({ id }) => id)).toEqual(['gsm8k/0', 'gsm8k/1', 'gsm8k/2'])
    expect(stored.summary).toEqual(summary)
    expect(stored.manifest.status).toBe('complete')
    expect((await readdir(run.folder)).sort()).toEqual(['manifest.json', 'samples.jsonl', 'summary.json'])
  })

  it('keeps text with every kind of line end that is none in JSON', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    const record = scored('gsm8k/0')
    const text = 'one\u2028two\u2029three\u0085four\r\nfive'
    await run.append({ ...record, attempt: { turns: [{ prompt: text, completion: { text, finishReason: 'stop' } }] } })
    await run.append(scored('gsm8k/1'))
    const [first, second] = await collect(run.records())
    expect(first?.attempt.turns[0]?.completion.text).toBe(text)
    expect(second?.id).toBe('gsm8k/1')
    await run.close()
  })

  it('keeps every record of many appended at once', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await Promise.all(Array.from({ length: 5000 }, (_, i) => run.append(scored(`gsm8k/${i}`))))
    expect(await collect(run.records())).toHaveLength(5000)
    await run.close()
  })

  it('resumes with what was scored, asks the unscored again, and drops a torn last line', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await run.append(scored('gsm8k/0'))
    await run.append(unscored('gsm8k/1'))
    await run.close()
    await appendFile(join(run.folder, 'samples.jsonl'), '{"schemaVersion":1,"id":"gsm8k/2","rep')

    const resumed = await RunWriter.resume(run.folder)
    expect(resumed.scoredBefore).toBe(1)
    expect(resumed.hasScored('gsm8k/0', 1)).toBe(true)
    expect(resumed.hasScored('gsm8k/0', 2)).toBe(false)
    expect(resumed.hasScored('gsm8k/1', 1)).toBe(false)
    await resumed.append(scored('gsm8k/2'))
    expect((await collect(resumed.records())).map(({ id }) => id)).toEqual(['gsm8k/0', 'gsm8k/2'])
    await resumed.close()
  })

  it('is readable while it is written', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await run.append(scored('gsm8k/0'))
    await collect(run.records())
    const reader = await openRun(run.folder)
    expect(reader.manifest.status).toBe('running')
    expect(reader.summary).toBeUndefined()
    expect(await collect(reader.records())).toHaveLength(1)
    await run.close()
  })

  it('lets one process write it', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await expect(RunWriter.resume(run.folder)).rejects.toThrow(new RegExp(`in use by process ${process.pid}`))
    await run.close()
    await (await RunWriter.resume(run.folder)).close()
  })

  it.each([
    ['a process that is no more', { pid: 2 ** 22 - 1 }],
    ['a process whose number another one has now', { pid: process.pid, processStart: '1' }],
  ])('is taken over from %s', async (_case, holder) => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    const lock = join(run.folder, 'lock.json')
    const mine = JSON.parse(await readFile(lock, 'utf8'))
    await run.close()
    await writeFile(lock, JSON.stringify({ ...mine, ...holder }))
    const resumed = await RunWriter.resume(run.folder)
    expect(resumed.takenOverFrom?.pid).toBe(holder.pid)
    await resumed.close()
  })

  it('is never taken from another machine’s process', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await run.close()
    const holder = { pid: 2 ** 22 - 1, host: 'another-machine', since: '2026-11-22T22:00:00Z' }
    await writeFile(join(run.folder, 'lock.json'), JSON.stringify(holder))
    await expect(RunWriter.resume(run.folder)).rejects.toThrow(/in use by process 4194303 on another-machine/)
  })

  it('says so when it cannot be made', async () => {
    const root = join(await temporaryFolder(), 'file')
    await writeFile(root, '')
    await expect(RunWriter.create(root, manifest)).rejects.toThrow(/cannot be made/)
  })

  it('says so when its records can no longer be written', async () => {
    const run = await RunWriter.create(await temporaryFolder(), manifest)
    await run.append(scored('gsm8k/0'))
    await collect(run.records())
    await rm(run.folder, { recursive: true })
    await expect(run.finish('complete', summary)).rejects.toThrow()
  })
})

describe('openRun refuses', () => {
  const folderWith = async (files: Record<string, string>) => {
    const folder = await temporaryFolder()
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return folder
  }

  it('a folder that is no run', async () => {
    await expect(openRun(await temporaryFolder())).rejects.toThrow(/not a run folder: it has no manifest\.json/)
  })

  it('a run of a newer evalkit', async () => {
    const folder = await folderWith({ 'manifest.json': JSON.stringify({ ...manifest, schemaVersion: 99 }) })
    const failure = await openRun(folder).catch((error) => error)
    expect(failure.message).toMatch(/manifest\.json: schemaVersion 99; this evalkit reads up to 1/)
    expect(failure.hint).toMatch(/update evalkit/)
  })

  it('a manifest that lacks something, naming the field', async () => {
    const { benchmark: _, ...rest } = manifest
    const folder = await folderWith({ 'manifest.json': JSON.stringify(rest) })
    await expect(openRun(folder)).rejects.toThrow(/manifest\.json: not a run manifest: .*'benchmark'/)
  })

  it('a record damaged in the middle, naming the line', async () => {
    const lines = [scored('gsm8k/0'), 'torn', scored('gsm8k/1')].map((line) => JSON.stringify(line)).join('\n')
    const folder = await folderWith({
      'manifest.json': JSON.stringify(manifest),
      'samples.jsonl': lines.replace('"torn"', '{"to'),
    })
    const run = await openRun(folder)
    await expect(collect(run.records())).rejects.toThrow(/samples\.jsonl:2: not a JSON object/)
  })
})

describe('listRuns', () => {
  it('lists runs oldest first and passes over everything else', async () => {
    const root = await temporaryFolder()
    for (const startedAt of ['2026-11-22T23:00:00.000Z', '2026-11-22T22:00:00.000Z']) {
      await (await RunWriter.create(root, { ...manifest, startedAt })).close()
    }
    await writeFile(join(root, 'notes.txt'), 'not a run')
    expect((await listRuns(root)).map((run) => run.manifest.startedAt.slice(11, 13))).toEqual(['22', '23'])
    expect(await listRuns(join(root, 'nowhere'))).toEqual([])
  })
})
