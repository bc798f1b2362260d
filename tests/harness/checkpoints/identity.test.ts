import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blocksOf, identify } from '../../../harness/checkpoints/identity.ts'
import { readSafetensors } from '../../../harness/checkpoints/safetensors.ts'
import { safetensors, writeFiles } from '../../helpers/checkpoint-files.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const MIB = 2 ** 20

it('samples every tensor of a large checkpoint, and hashes all of it on request', async () => {
  const folder = await temporaryFolder()
  const tensors = { large: Buffer.alloc(64 * MIB), small: Buffer.alloc(600) }
  const read = async (everyByte: boolean) => {
    await writeFiles(folder, { 'model.safetensors': safetensors(tensors) })
    const head = await readSafetensors(`${folder}/model.safetensors`)
    return identify(folder, [{ name: 'model.safetensors', ...head }], { everyByte })
  }
  const [sampled, whole] = [await read(false), await read(true)]
  expect([sampled, whole]).toEqual([expect.stringMatching(/^sampled:/), expect.stringMatching(/^sha256:/)])
  tensors.small.fill(1, 300, 301)
  expect(await read(false)).not.toBe(sampled)
  tensors.small.fill(0)
  expect(await read(false)).toBe(sampled)
  tensors.large.fill(1, 0, 1) // one byte that no block covers
  expect(await read(false)).toBe(sampled)
  expect(await read(true)).not.toBe(whole)
})

it('reads a bounded number of blocks, all of them within their tensors', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 10 * MIB }), { minLength: 1, maxLength: 5000 }), (sizes) => {
      const tensors = placesOf(sizes)
      const end = tensors.at(-1)?.end ?? 0
      const starts = blocksOf(tensors, tensors.length)
      expect(starts.length).toBeGreaterThan(0)
      expect(starts.length).toBeLessThanOrEqual(2048)
      expect(starts.every((start) => start < end)).toBe(true)
      expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    }),
    { numRuns: 30 },
  )
})

function placesOf(sizes: readonly number[]) {
  let end = 0
  return sizes.map((size, index) => {
    const start = end
    end += size
    return { name: `t${index}`, start, end }
  })
}
