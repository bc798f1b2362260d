/** What a program takes from its start to its end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const USAGE = fileURLToPath(new URL('./usage.js', import.meta.url))

export interface Usage {
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssMiB: number
}

/** Runs a Node program in that folder to its end. @throws when it does not end with 0 */
export async function measure(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Usage> {
  const usageFile = join(folder, 'usage.json')
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', USAGE, ...args], {
    cwd: folder,
    env: { ...process.env, EVALKIT_BENCH_USAGE: usageFile, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += chunk
  })
  const [code] = await once(child, 'exit')
  const wallMs = performance.now() - startedAt
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${complaint}`)
  return { wallMs, ...JSON.parse(readFileSync(usageFile, 'utf8')) }
}

/** The middle value, or the upper of two; NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
