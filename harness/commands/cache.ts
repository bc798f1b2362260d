/** `evalkit cache`: statistics of the response cache, and pruning it. */
import { EXIT, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { plainTable } from '../../results/report/forms/terminal.ts'
import { note, print, textOptions } from '../lib/terminal.ts'
import { defineCommand } from '../options/command.ts'
import { findLocations, JSON_FLAG, LOCATION_FLAGS, number } from '../options/settings.ts'
import { cachePath } from '../runs/response-caching.ts'

const ACTIONS = ['stats', 'prune']
const DAY_MS = 86_400_000

export const command = defineCommand({
  usage: 'cache <action>',
  about: 'Show how many replies --cache keeps across runs, or drop old ones.',
  positionals: { action: { type: 'string', values: ACTIONS, describe: 'stats or prune' } },
  flags: {
    'older-than': { type: 'number', value: 'DAYS', describe: 'prune: drop replies older than this (default: 30)' },
    model: { type: 'string', value: 'NAME', describe: 'prune: only replies of this model, by its name at the server' },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit cache stats', 'number of replies by model and version'],
    ['evalkit cache prune --older-than 0', 'drop everything'],
  ],

  async run(args) {
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
      if (args.json === true) print(JSON.stringify({ path, bytes: 0, models: [] }))
      else note(`The cache is empty: the first run with --cache creates ${path}.`)
      return EXIT.ok
    }
    const cache = new ResponseCache(path)
    try {
      if (action === 'prune') {
        const dropped = cache.prune(Date.now() - days * DAY_MS, args.model)
        if (args.json === true) print(JSON.stringify({ path, dropped, bytes: cache.stats().bytes }))
        else print(`${dropped} replies dropped; ${megabytes(cache.stats().bytes)} left in ${path}`)
        return EXIT.ok
      }
      const stats = cache.stats()
      if (args.json === true) print(JSON.stringify(stats))
      else {
        const rows = stats.models.map(({ model, version, replies }) => [model, version, String(replies)])
        print(plainTable(['model', 'version', 'replies'], rows, textOptions()))
        print(`\n${megabytes(stats.bytes)} in ${path}`)
      }
      return EXIT.ok
    } finally {
      cache.close()
    }
  },
})

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
