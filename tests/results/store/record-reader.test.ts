import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StoreError } from '../../../results/errors.ts'
import { type ByteRange, RecordReader, readPlaced } from '../../../results/store/read.ts'
import { scored } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function written(ids: readonly string[]) {
  const folder = await temporaryFolder()
  const path = join(folder, 'samples.jsonl')
  await writeFile(path, ids.map((id) => `${JSON.stringify(scored(id))}\n`).join(''))
  const places = new Map<string, ByteRange>()
  for await (const { value, place } of readPlaced(folder)) places.set(value.id, place)
  return { folder, path, places }
}

it('finds each record where it was read, whatever comes after it', async () => {
  const ids = ['gsm8k/1', '问题/二', 'gsm8k/3']
  const { folder, path, places } = await written(ids)
  using reader = new RecordReader(folder)
  await appendFile(path, '{"torn')
  for (const id of ids.toReversed()) expect(reader.at(places.get(id) as ByteRange)).toEqual(scored(id))
})

it('says so when the file is another one by now', async () => {
  const { folder, path, places } = await written(['gsm8k/1', 'gsm8k/2'])
  await writeFile(path, '{}\n')
  using reader = new RecordReader(folder)
  expect(() => reader.at(places.get('gsm8k/2') as ByteRange)).toThrow(StoreError)
  expect(() => new RecordReader(join(folder, 'none'))).toThrow(/none.*cannot be read/)
})
