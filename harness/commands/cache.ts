/** `evalkit cache`: statistics of the response cache and of imported logs, and pruning them. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { plainTable } from '../../results/report/forms/terminal.ts'
import { line } from '../../results/visible.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { plural } from '../../results/words/format.ts'
import type { ImportCacheStats } from '../interop/import/import-cache.ts'
import { note, print, textOptions } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findLocations, number } from '../options/settings.ts'
import { cachePath } from '../runs/response-caching.ts'
import type { command } from './declarations/cache.ts'
import { ACTIONS } from './declarations/cache.ts'

const DAY_MS = 86_400_000

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const { action = '' } = args
  if (!ACTIONS.includes(action)) {
    throw new UsageError(`cache ${action}: unknown action`, {
      hint: `${nearest(action, ACTIONS)}Actions: ${ACTIONS.join(', ')}.`,
    })
  }
  const days = number('--older-than', args['older-than'], { min: 0 }) ?? 30
  const path = cachePath((await findLocations(args)).data.cacheDir)
  const replies = await act(path, action, Date.now() - days * DAY_MS, args.model)
  const { importCacheStats, pruneImports } = await import('../interop/import/import-cache.ts')
  const pruned =
    action === 'prune' ? await pruneImports({ unusedSince: Date.now() - days * DAY_MS, model: args.model }) : undefined
  const left = await importCacheStats()
  const imports = { ...left, ...(pruned !== undefined && { dropped: pruned }) }
  if (args.json === true) print(jsonText({ ...replies, imports }))
  else show(replies, imports)
  return EXIT.ok
}

/** What the response cache holds, or what was dropped of it. */
interface Replies {
  readonly path: string
  readonly bytes: number
  readonly models?: readonly { readonly model: string; readonly version: string; readonly replies: number }[]
  readonly dropped?: number
}

async function act(path: string, action: string, before: number, model: string | undefined): Promise<Replies> {
  const { ResponseCache } = await import('../models/cache/response-cache.ts')
  if (!ResponseCache.isThere(path)) return { path, bytes: 0, ...(action === 'prune' ? { dropped: 0 } : { models: [] }) }
  const cache = new ResponseCache(path)
  try {
    if (action !== 'prune') return cache.stats()
    const dropped = cache.prune(before, model)
    return { path, dropped, bytes: cache.stats().bytes }
  } finally {
    cache.close()
  }
}

function show(
  { path, bytes, models, dropped }: Replies,
  imports: ImportCacheStats & { readonly dropped?: number },
): void {
  if (bytes === 0) note(`No replies are kept: the first run with --cache creates ${path}.`)
  else if (dropped !== undefined) print(line`${dropped} replies dropped; ${megabytes(bytes)} left in ${path}`)
  else {
    const rows = (models ?? []).map(({ model, version, replies }) => [model, version, String(replies)])
    print(drawn(rows, (rows) => plainTable(['model', 'version', 'replies'], rows, textOptions())))
    print(line`\n${megabytes(bytes)} in ${path}`)
  }
  const kept = `${plural(imports.runs, 'imported log')} of other tools`
  if (imports.dropped !== undefined && imports.runs + imports.dropped > 0) {
    print(
      line`${imports.dropped} imported logs dropped; ${imports.runs} left, ${megabytes(imports.bytes)} in ${imports.path}`,
    )
  } else if (imports.runs > 0) print(line`${kept}, ${megabytes(imports.bytes)} in ${imports.path}`)
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
