/** The sandbox engines by name, opened for a command. */
import { join } from 'node:path'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { note } from './terminal.ts'

/** The first one is the default. */
export const ENGINES = ['isolate'] as const
export type EngineName = (typeof ENGINES)[number]

export interface EngineOptions {
  readonly cacheDir: string
  /** Default: one a core. */
  readonly workers?: number
}

/** Starts nothing yet: the first program does. */
export async function openEngine(_name: EngineName, { cacheDir, workers }: EngineOptions): Promise<Sandbox> {
  const { IsolateSandbox } = await import('../sandboxes/isolate/isolate-sandbox.ts')
  return new IsolateSandbox({
    cacheFolder: join(cacheDir, 'sandbox'),
    notify: note,
    ...(workers !== undefined && { workers }),
  })
}
