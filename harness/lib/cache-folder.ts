/** The user's folder for what evalkit can fetch again: `~/.cache/evalkit` on Linux, or below `XDG_CACHE_HOME`. */
import envPaths from 'env-paths'

export const cacheFolder = (): string => envPaths('evalkit', { suffix: '' }).cache
