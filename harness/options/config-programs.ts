/** Command lines in a config file that evalkit found by itself: they run only where nobody else could have put them there. */
import { UsageError } from '../../results/errors.ts'
import { parseServe } from '../models/serve/serve-spec.ts'
import type { Config } from './config-schema.ts'
import { reasonNotToRun } from './trusted-program.ts'

/**
 * A preset starts a program that the user has installed; a command line or a variable such as LD_PRELOAD starts anything.
 *
 * @throws UsageError for a command line in a file that is not to be trusted
 */
export async function refuseForeignPrograms(path: string, { models = {} }: Pick<Config, 'models'>): Promise<void> {
  const named = Object.entries(models).find(
    ([, entry]) => typeof entry === 'object' && entry.serve !== undefined && startsAnything(entry.serve),
  )
  const reason = named && (await reasonNotToRun(path))
  if (named === undefined || reason === undefined) return
  throw new UsageError(
    `${path}: models.${named[0]}.serve is a program that evalkit does not run by itself, because ${reason}`,
    {
      hint: `If you trust it, name the file: --config ${path}.`,
    },
  )
}

function startsAnything(text: string): boolean {
  const { preset, environment } = parseServe(text)
  return preset === undefined || Object.keys(environment).length > 0
}
