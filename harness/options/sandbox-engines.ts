/** Opens sandbox engines by name. */
import { join } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { note } from '../lib/terminal.ts'
import { ENGINES, type EngineName } from './engine-names.ts'

export interface EngineOptions {
  readonly cacheDir: string
  /** Default: one per core, or fewer where memory is short. */
  readonly workers?: number
}

/**
 * Opens the requested engine, never another. Problems that are not checked here appear with the first program.
 *
 * @throws UsageError when the engine cannot run on this machine
 */
export async function openEngine(name: EngineName, options: EngineOptions): Promise<Sandbox> {
  const { planWorkers } = await import('../../sandboxes/workers/worker-plan.ts')
  const { workers, residentMiB, shortage } = await planWorkers(options.workers)
  if (shortage !== undefined) note(`${shortage}.`)
  if (name === 'native') {
    const { NativeSandbox } = await import('../../sandboxes/native/native-sandbox.ts')
    return NativeSandbox.open(workers)
  }
  const { IsolateSandbox } = await import('../../sandboxes/isolate/isolate-sandbox.ts')
  return new IsolateSandbox({
    cacheFolder: join(options.cacheDir, 'sandbox'),
    notify: note,
    workers,
    residentMiB,
  })
}

/** Finds the engine named in a manifest. @throws UsageError for an engine that this evalkit does not have */
export function engineNamed(name: string): EngineName {
  const found = ENGINES.find((known) => known === name)
  if (found !== undefined) return found
  throw new UsageError(`unknown sandbox engine "${name}"`, { hint: `Engines: ${ENGINES.join(', ')}.` })
}
