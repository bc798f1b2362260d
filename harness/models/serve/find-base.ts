/** Finds the base of an adapter on this machine. */
import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { UsageError } from '../../../results/errors.ts'
import type { CheckpointFacts } from '../../checkpoints/checkpoint.ts'
import { isGgufPath } from '../../checkpoints/names.ts'
import type { ServedSpec } from '../spec.ts'
import { cachedModel } from './hub-cache.ts'

/**
 * In this order: the base that the user named; the path in the adapter's settings; the cache of Hugging Face; another model of the
 * command whose folder has the base's name, or the only one in the format of an adapter that names no base.
 *
 * @throws UsageError where there is none
 */
export function findBase(
  { path, base }: CheckpointFacts,
  { base: given, others }: Pick<ServedSpec, 'base' | 'others'>,
): string {
  if (given !== undefined) {
    const found = existsSync(given) ? given : cachedModel(given)
    if (found !== undefined) return found
    throw new UsageError(`--adapter-base ${given}: there is no such checkpoint`, {
      hint: 'Name a folder or a GGUF file.',
    })
  }
  if (base === undefined) {
    const isGguf = isGgufPath(path)
    const fitting = others.filter((one) => isGgufPath(one) === isGguf)
    if (fitting.length === 1) return fitting[0] as string
    throw new UsageError(`${path}: the adapter does not name its base`, { hint: NAME_IT })
  }
  const folder = isAbsolute(base) ? [base] : [base, join(isGgufPath(path) ? dirname(path) : path, base)]
  const found = folder.find((one) => existsSync(one)) ?? cachedModel(base) ?? others.find((one) => isNamed(one, base))
  if (found !== undefined) return found
  const known = others.length > 0 ? ` The other models of the command: ${others.join(', ')}.` : ''
  throw new UsageError(`${path}: its base ${base} is not on this machine`, {
    hint: `${NAME_IT}${known}${base.includes('/') && !isAbsolute(base) ? ` Or download it: hf download ${base}` : ''}`,
  })
}

const NAME_IT = 'Name it with --adapter-base PATH, or in the config: { checkpoint: …, serve: …, base: PATH }.'

/** Whether a folder has the name of a base, as it was on the machine that trained the adapter: `/data/qwen-0.5b` and `./qwen-0.5b`. */
const isNamed = (path: string, base: string) => plain(path) === plain(base)

const plain = (path: string) =>
  basename(path)
    .replace(/\.gguf$/i, '')
    .toLowerCase()
