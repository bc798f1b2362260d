import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StoreError } from '../../../results/errors.ts'
import { readLooks, recordLooks } from '../../../results/gate/look-log.ts'
import type { GateLook } from '../../../results/schema/gate.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const look = (runs: string): GateLook => ({ schemaVersion: 1, at: '2026-11-22T22:03:10.123Z', key: 'gsm8k@1', runs })
const file = async () => join(await temporaryFolder(), 'below', 'looks.jsonl')

it('is only ever appended to', async () => {
  const path = await file()
  expect(await readLooks(path)).toEqual([])
  await recordLooks(path, [look('a b')])
  await recordLooks(path, [])
  await recordLooks(path, [{ ...look('a c'), sheets: [['1'], ['2', '3']], standardError: 0.01 }])
  expect(await readLooks(path)).toEqual([
    look('a b'),
    { ...look('a c'), sheets: [['1'], ['2', '3']], standardError: 0.01 },
  ])
})

it('loses no more than a line to a crash', async () => {
  const path = join(await temporaryFolder(), 'looks.jsonl')
  await writeFile(path, `${JSON.stringify(look('a b'))}\n{"schemaVersion":1,"ke`)
  expect(await readLooks(path)).toEqual([look('a b')])
  await recordLooks(path, [look('a c')])
  expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(3)
  expect(await readLooks(path)).toEqual([look('a b'), look('a c')])
})

it('names a line that is no look, and leaves it as it is', async () => {
  const path = join(await temporaryFolder(), 'looks.jsonl')
  await writeFile(path, `{"key": 7}\n${JSON.stringify(look('a b'))}\n`)
  await expect(readLooks(path)).rejects.toThrow(StoreError)
  await expect(readLooks(path)).rejects.toThrow('looks.jsonl:1: not a look')
  expect(await readFile(path, 'utf8')).toContain('{"key": 7}')
})
