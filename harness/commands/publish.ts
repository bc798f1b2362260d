/** `evalkit publish`: writes results into a model's repository for the Hugging Face Hub. */
import { createTwoFilesPatch } from 'diff'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { visible, visibleField } from '../../results/visible.ts'
import { type PublishedFile, publishedFiles, writeFiles } from '../interop/publish/publish.ts'
import { note, print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findRunLocations, openRuns } from '../options/run-references.ts'
import type { command } from './declarations/publish.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const [modelCard, evalResults] = [args['model-card'], args['eval-results']]
  if (modelCard === undefined && evalResults === undefined) {
    throw new UsageError('publish requires --model-card or --eval-results', {
      hint: 'In the folder of the model’s repository: --model-card README.md --eval-results .eval_results',
    })
  }
  const source = sourceOf(args['source-url'])
  const runs = await openRuns(args.run ?? [], await findRunLocations(args))
  if (runs.length === 0) throw new UsageError('publish requires at least one run', { hint: 'See: evalkit list runs' })
  const { files, unlisted } = await publishedFiles(runs, {
    ...(modelCard !== undefined && { modelCard }),
    ...(evalResults !== undefined && { evalResults }),
    ...(args['model-name'] !== undefined && { modelName: args['model-name'] }),
    ...(source && { source }),
    allowsIncomplete: args['allow-incomplete'] === true,
  })
  const changed = files.filter(({ before, after }) => before !== after)
  for (const { path } of files.filter((file) => !changed.includes(file))) note(`${path}: is up to date`)
  if (args['dry-run']) for (const file of changed) print(visible(patchOf(file)))
  else {
    await writeFiles(changed)
    for (const { path } of changed) note(`wrote ${path}`)
  }
  for (const name of unlisted) note(`${name}: no leaderboard on the hub is known, so it has no file in ${evalResults}`)
  return EXIT.ok
}

function patchOf({ path, before, after }: PublishedFile): string {
  const name = visibleField(path)
  const patch = createTwoFilesPatch(before === undefined ? '/dev/null' : name, name, before ?? '', after)
  return patch.replace(/^(?:Index: .*\n)?=+\n/, '').trimEnd()
}

/** @throws UsageError for what is not a web address */
function sourceOf(url: string | undefined) {
  if (url === undefined) return undefined
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return { url, name: 'evalkit report' }
  throw new UsageError(`--source-url ${url}: not a web address`, { hint: 'It starts with https://.' })
}
