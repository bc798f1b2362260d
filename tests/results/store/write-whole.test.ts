import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeWhole } from '../../../results/store/write-whole.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

it('replaces a file, and keeps its mode', async () => {
  const path = join(await temporaryFolder(), 'a.json')
  await writeWhole(path, 'first')
  await chmod(path, 0o640)
  await writeWhole(path, Buffer.alloc(3_000_000, 'é'))
  expect((await readFile(path)).equals(Buffer.alloc(3_000_000, 'é'))).toBe(true)
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o640)
})

it('leaves the file as it was, and nothing beside it, where not all can be written', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.json')
  await writeFile(path, 'before')
  const broken = 7 as unknown as string // fails when it is written, as on a full disk
  await expect(writeWhole(path, broken)).rejects.toThrow()
  expect(await readFile(path, 'utf8')).toBe('before')
  expect(await readdir(folder)).toEqual(['a.json'])
})
