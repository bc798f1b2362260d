/** Tells checkpoints from other model specs, and parses them. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../../../results/errors.ts'
import { isGgufPath } from '../../checkpoints/names.ts'
import { CHECKPOINT, isProvider, labelOfPath, type ModelSpec, type ServedSpec, splitLabel } from '../spec.ts'
import { parseServe } from './serve-spec.ts'

/** How the checkpoints of a command are served. */
export interface Serving {
  /** The value of `--serve`. */
  readonly serve?: string
  /** Base of adapters. */
  readonly base?: string
  readonly hashesWeights?: boolean
}

/** `./out`, `../out`, `/out`, `~/out`. */
const PATH = /^(?:\.{1,2}$|(?:\.{1,2}|~)?\/)/

/**
 * Whether a spec names a checkpoint: it is written as a path, or names something that exists, or has the form of a name at the hub where
 * `--serve` is given. A provider before the slash wins, as in `vllm/my-sft`.
 *
 * @throws UsageError for an invalid label
 */
export function namesCheckpoint(text: string, { serve }: Serving): boolean {
  const { rest } = splitLabel(text)
  if (PATH.test(rest)) return true
  const slash = rest.indexOf('/')
  if (slash !== -1 && isProvider(rest.slice(0, slash))) return false
  return existsSync(rest) || (slash !== -1 && serve !== undefined)
}

/** @throws UsageError without a server to serve it */
export function checkpointSpec(
  text: string,
  { serve, base, hashesWeights }: Serving,
): ModelSpec & { serve: ServedSpec } {
  const { label, rest } = splitLabel(text)
  const path = withHome(rest)
  if (serve === undefined) {
    const inProcess = isGgufPath(path) ? `, or run it in this process: gguf/${path}` : ''
    throw new UsageError(`model "${rest}": a checkpoint requires a server`, {
      hint: `Let evalkit start one: --serve vllm with the commands that run models, or in the config file NAME: { checkpoint: ${rest}, serve: vllm }${inProcess}. A server that runs already is named by its URL: vllm/MODEL@http://localhost:8000/v1.`,
    })
  }
  return {
    label: label ?? labelOfPath(path, CHECKPOINT),
    provider: CHECKPOINT,
    name: path,
    urls: [],
    serve: {
      how: parseServe(serve),
      others: [],
      ...(base !== undefined && { base: withHome(base) }),
      ...(hashesWeights && { hashesWeights }),
    },
  }
}

/** Shells leave a `~` after a label as it is. */
const withHome = (path: string) => (path.startsWith('~/') ? join(process.env.HOME || homedir(), path.slice(2)) : path)
