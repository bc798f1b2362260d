import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StoreError } from '../../../results/errors.ts'
import { type Place, readPlaced } from '../../../results/store/read.ts'
import { RecordBook } from '../../../results/store/record-reader.ts'
import { scored } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function written(ids: readonly string[]) {
  const folder = await temporaryFolder()
  const path = join(folder, 'samples.jsonl')
  await writeFile(path, ids.map((id) => `${JSON.stringify(scored(id))}\n`).join(''))
  const places = new Map<string, Place>()
  for await (const { value, place } of readPlaced(folder)) places.set(value.id, place)
  return { folder, path, places }
}

it('finds each record where it was read, whatever comes after it', async () => {
  const ids = ['gsm8k/1', '问题/二', 'gsm8k/3']
  const { folder, path, places } = await written(ids)
  using book = new RecordBook(folder)
  await appendFile(path, '{"torn')
  for (const id of ids.toReversed()) expect(book.at(places.get(id) as Place)).toEqual(scored(id))
})

it('says so when the file is another one by now', async () => {
  const { folder, path, places } = await written(['gsm8k/1', 'gsm8k/2'])
  await writeFile(path, '{}\n')
  using book = new RecordBook(folder)
  expect(() => book.at(places.get('gsm8k/2') as Place)).toThrow(StoreError)
  expect(() => new RecordBook(join(folder, 'none'))).toThrow(/none.*cannot be read/)
})
