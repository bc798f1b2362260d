import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readCheckpoint } from '../../../../harness/checkpoints/read-checkpoint.ts'
import { identifyGguf } from '../../../../harness/models/gguf/file.ts'
import { gguf, writeFiles } from '../../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

it('a split model has one version, of all of its parts, as a checkpoint and as a model', async () => {
  const names = ['m-00001-of-00002.gguf', 'm-00002-of-00002.gguf'] as const
  const folder = await writeFiles(await temporaryFolder(), { [names[0]]: gguf(1), [names[1]]: gguf(2) })
  const path = join(folder, names[0])
  const { sha256, bytes } = await identifyGguf(path)
  expect(await readCheckpoint(path)).toMatchObject({ checkpoint: { identity: `sha256:${sha256}`, bytes } })
  await writeFiles(folder, { [names[1]]: gguf(3) })
  expect((await identifyGguf(path)).sha256).not.toBe(sha256)
})

it('a split model without one of its parts is refused', async () => {
  const folder = await writeFiles(await temporaryFolder(), { 'm-00001-of-00002.gguf': gguf(1) })
  await expect(identifyGguf(join(folder, 'm-00001-of-00002.gguf'))).rejects.toThrow('m-00002-of-00002.gguf is missing')
})
