/** The sandbox engines by name, opened for a command. */
import { join } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { note } from '../lib/terminal.ts'
import { ENGINES, type EngineName } from './engine-names.ts'

export interface EngineOptions {
  readonly cacheDir: string
  /** Default: one a core. */
  readonly workers?: number
}

/**
 * Never another engine than the one that was asked for. What is not tried here is tried by the first program.
 *
 * @throws UsageError when the engine cannot run on this machine
 */
export async function openEngine(name: EngineName, { cacheDir, workers }: EngineOptions): Promise<Sandbox> {
  if (name === 'native') {
    const { NativeSandbox } = await import('../../sandboxes/native/native-sandbox.ts')
    return NativeSandbox.open(workers)
  }
  const { IsolateSandbox } = await import('../../sandboxes/isolate/isolate-sandbox.ts')
  return new IsolateSandbox({
    cacheFolder: join(cacheDir, 'sandbox'),
    notify: note,
    ...(workers !== undefined && { workers }),
  })
}

/** The engine that a manifest names. @throws UsageError when this evalkit has none of that name */
export function engineNamed(name: string): EngineName {
  const found = ENGINES.find((known) => known === name)
  if (found !== undefined) return found
  throw new UsageError(`no sandbox engine "${name}" in this evalkit`, { hint: `There are: ${ENGINES.join(', ')}.` })
}
