/** `evalkit cache`: what is kept of earlier replies, and getting rid of it. */
import { EXIT, UsageError } from '../../results/errors.ts'
import { plainTable } from '../../results/report/terminal.ts'
import { defineCommand } from '../command.ts'
import { cachePath } from '../runs/response-caching.ts'
import { findPlaces, number, PLACE_FLAGS } from '../settings.ts'
import { note, print, textOptions } from '../terminal.ts'

const DAY_MS = 86_400_000

export const command = defineCommand({
  usage: 'cache <what>',
  about: 'Look at the replies that --cache has kept across runs, or drop old ones.',
  positionals: { what: { type: 'string', describe: 'stats or prune' } },
  flags: {
    'older-than': { type: 'number', describe: 'prune: days since a reply was kept  [30]' },
    model: { type: 'string', describe: 'prune: only replies of this model, by its name at the server' },
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    ...PLACE_FLAGS,
  },
  examples: [
    ['evalkit cache stats', 'how much is kept, by model and version'],
    ['evalkit cache prune --older-than 0', 'drop everything'],
  ],

  async run(args) {
    if (args.what !== 'stats' && args.what !== 'prune') {
      throw new UsageError(`cache ${args.what}: neither stats nor prune`)
    }
    const days = number('--older-than', args['older-than'], { min: 0 }) ?? 30
    const path = cachePath((await findPlaces(args)).data.cacheDir)
    const { ResponseCache } = await import('../models/response-cache.ts')
    if (!ResponseCache.isThere(path)) {
      if (args.json === true) print(JSON.stringify({ path, bytes: 0, models: [] }))
      else note(`Nothing is kept yet: ${path} is made by the first run with --cache.`)
      return EXIT.ok
    }
    const cache = new ResponseCache(path)
    try {
      if (args.what === 'prune') {
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
