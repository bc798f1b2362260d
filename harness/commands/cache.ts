/** `evalkit cache`: statistics of the response cache, and pruning it. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { plainTable } from '../../results/report/forms/terminal.ts'
import { line } from '../../results/visible.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
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
  const { ResponseCache } = await import('../models/cache/response-cache.ts')
  if (!ResponseCache.isThere(path)) {
    if (args.json === true) print(jsonText({ path, bytes: 0, models: [] }))
    else note(`The cache is empty: the first run with --cache creates ${path}.`)
    return EXIT.ok
  }
  const cache = new ResponseCache(path)
  try {
    if (action === 'prune') {
      const dropped = cache.prune(Date.now() - days * DAY_MS, args.model)
      if (args.json === true) print(jsonText({ path, dropped, bytes: cache.stats().bytes }))
      else print(line`${dropped} replies dropped; ${megabytes(cache.stats().bytes)} left in ${path}`)
      return EXIT.ok
    }
    const stats = cache.stats()
    if (args.json === true) print(jsonText(stats))
    else {
      const rows = stats.models.map(({ model, version, replies }) => [model, version, String(replies)])
      print(drawn(rows, (rows) => plainTable(['model', 'version', 'replies'], rows, textOptions())))
      print(line`\n${megabytes(stats.bytes)} in ${path}`)
    }
    return EXIT.ok
  } finally {
    cache.close()
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
