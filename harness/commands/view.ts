/** `evalkit view`: serves run folders to a browser on this machine. */

import { once } from 'node:events'
import { dirname, resolve } from 'node:path'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { holdsNoRun, isThere, runName } from '../../results/store/read.ts'
import { line } from '../../results/visible.ts'
import { endSignal } from '../lib/end-signal.ts'
import { isInteractive, note, print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { foldersNamed } from '../options/run-names.ts'
import { findRunLocations, isReference } from '../options/run-references.ts'
import { pageAssets } from '../reporting/report-page.ts'
import { openBrowser } from '../view/open-browser.ts'
import { startView } from '../view/server.ts'
import type { command } from './declarations/view.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const { port = 0 } = args
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port ${port}: not a port`, { hint: 'Name a whole number up to 65535, or leave it out.' })
  }
  const { runsDir, chosen } = await chosenRuns(args)
  using ended = endSignal()
  const view = await startView({
    runsDir,
    folders: chosen.filter((folder) => resolve(dirname(folder)) !== resolve(runsDir)),
    port,
    showProtected: args['show-protected'] === true,
    assets: await pageAssets(),
  })
  const query = chosen.map((folder) => `run=${encodeURIComponent(runName(folder))}`).join('&')
  const url = chosen.length === 0 ? view.url : `${view.url}compare?${query}`
  print(line`${url}`)
  note(`Serving the runs in ${runsDir} on this machine. Press Ctrl-C to stop.`)
  if (args.open && isInteractive()) openBrowser(url)
  if (!ended.signal.aborted) await once(ended.signal, 'abort')
  await view.close()
  return EXIT.ok
}

/** A folder of runs, or runs by their names. @throws UsageError for a stored baseline, which has no folder */
async function chosenRuns(args: ArgumentsOf<typeof command>): Promise<{ runsDir: string; chosen: string[] }> {
  const { runsDir } = await findRunLocations(args)
  const [first, ...others] = args.run ?? []
  if (first === undefined) return { runsDir, chosen: [] }
  if (others.length === 0 && (await isThere(first)) && (await holdsNoRun(first))) return { runsDir: first, chosen: [] }
  const chosen: string[] = []
  for (const name of [first, ...others]) {
    if (isReference(name)) {
      throw new UsageError(`view ${name}: a stored baseline has no run folder`, {
        hint: 'Name the run it was saved from.',
      })
    }
    chosen.push(...(await foldersNamed(name, runsDir)))
  }
  return { runsDir, chosen: [...new Set(chosen)] }
}
