/** Starts a worker with V8's code cache on, which shortens its start; the modules it imports must come after. */
import module from 'node:module'
import { join } from 'node:path'

module.enableCompileCache(join(/** @type {string} */ (process.argv[2]), 'code'))
await import('./worker.ts')
// Now, because workers are killed and never get to their end.
module.flushCompileCache()
