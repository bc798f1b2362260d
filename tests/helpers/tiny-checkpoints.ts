/** Checkpoints that run in the process of a test: the demo's tiny models as steps of a training run. */
import { copyFile, mkdir, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bundledFile } from '../../benchmarks/bundled.ts'

export const tinyModel = (name: 'base' | 'sft-direct' | 'sft-think') => bundledFile(`wordproblems/tiny-${name}.gguf`)

/** Puts one at a path, as if it had been written an hour ago. */
export async function putTiny(name: Parameters<typeof tinyModel>[0], path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await copyFile(tinyModel(name), path)
  const then = new Date(Date.now() - 3_600_000)
  await utimes(path, then, then)
}
