import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folderNames, folderState, recordsFrom } from '../../../results/store/follow.ts'
import { record } from '../../helpers/records.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function readFrom(folder: string, from: number) {
  const ids: string[] = []
  let next = from
  for await (const { record, place } of recordsFrom(folder, from)) {
    ids.push(record.id)
    next = place.offset + place.length + 1
  }
  return { ids, next }
}

describe('records that somebody else is writing', () => {
  it('are read on from where the last whole one ended, wherever the file is cut', async () => {
    const lines = ['a', 'bé', 'c “d”', 'e'].map((id) => `${JSON.stringify(record(id, 1))}\n`).join('')
    const bytes = Buffer.from(lines)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 4 }), async (cuts) => {
        const folder = await temporaryFolder()
        const file = join(folder, 'samples.jsonl')
        await writeFile(file, '')
        const ids: string[] = []
        let [from, written] = [0, 0]
        for (const end of [...cuts.sort((a, b) => a - b), bytes.length]) {
          await appendFile(file, bytes.subarray(written, end))
          written = end
          const read = await readFrom(folder, from)
          ids.push(...read.ids)
          from = read.next
        }
        expect(ids).toEqual(['a', 'bé', 'c “d”', 'e'])
      }),
      { numRuns: 25 },
    )
  })

  it('are none where there is no file yet', async () =>
    expect(await readFrom(await temporaryFolder(), 0)).toEqual({ ids: [], next: 0 }))
})

describe('a folder of runs', () => {
  it('has the folders in it, and neither files nor those that are being made', async () => {
    const root = await temporaryFolder()
    for (const name of ['b', 'a', '.new-1']) await mkdir(join(root, name))
    await writeFile(join(root, 'looks.jsonl'), '')
    expect(await folderNames(root)).toEqual(['a', 'b'])
    expect(await folderNames(join(root, 'nothing'))).toEqual([])
  })

  it('is in another state when a run has more records, or other facts', async () => {
    const folder = await temporaryFolder()
    const empty = await folderState(folder)
    await writeFile(join(folder, 'manifest.json'), '{}')
    const begun = await folderState(folder)
    expect([begun.facts === empty.facts, begun.size]).toEqual([false, 0])
    await writeFile(join(folder, 'samples.jsonl'), '{}\n')
    const later = await folderState(folder)
    expect([later.facts, later.size]).toEqual([begun.facts, 3])
    await utimes(join(folder, 'manifest.json'), 1, 1)
    expect((await folderState(folder)).facts).not.toBe(begun.facts)
  })
})
