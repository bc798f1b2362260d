/** What has to be started for a checkpoint: the run does it, a plan shows it. */
import { basename } from 'node:path'
import { shellWord } from '../../../results/words/shell.ts'
import type { ModelSpec, ServedSpec } from '../spec.ts'
import { deviceGroups } from './devices.ts'
import { serversKey } from './fleet.ts'
import type { GroupSetup } from './group-setup.ts'
import { findProgram } from './programs.ts'
import { nameOf, readServed, type ServedCheckpoint } from './served-checkpoint.ts'
import { serverCommand } from './server-command.ts'

interface PreparedServer {
  readonly served: ServedCheckpoint
  readonly setup: GroupSetup
}

/**
 * Reads the checkpoint, finds the program and divides the GPUs. Starts nothing.
 *
 * @throws UsageError for a checkpoint that cannot be served, a program that is not installed, and GPUs that are no list
 */
export async function prepareServer({
  label,
  name,
  serve,
}: ModelSpec & { serve: ServedSpec }): Promise<PreparedServer> {
  const { how } = serve
  const program = findProgram(how)
  const devices = deviceGroups({ ...process.env, ...how.environment }, how.words)
  const served = await readServed(label, name, serve)
  const { weights, adapter } = served
  // A command line serves one adapter, which it is told the path of.
  const isShared = adapter !== undefined && how.preset !== undefined
  const setup = {
    ...{ how, program, weights, devices, name: nameOf(weights) },
    label: isShared ? basename(weights) : label,
    ...(adapter !== undefined && !isShared && { adapterPath: adapter.path }),
  }
  return { served, setup }
}

/** Servers of one command that run one after the other, or side by side on their own GPUs. */
export interface PlannedServer {
  /** Labels of the models that it serves. */
  readonly models: readonly string[]
  readonly command: string
  /** How many of them run side by side. */
  readonly count: number
}

/** @throws UsageError as `prepareServer` does */
export async function plannedServers(specs: readonly ModelSpec[]): Promise<PlannedServer[]> {
  const prepared: (PreparedServer & { label: string })[] = []
  for (const spec of specs) {
    const { label, serve } = spec
    if (serve !== undefined) prepared.push({ label, ...(await prepareServer({ ...spec, serve })) })
  }
  return [...Map.groupBy(prepared, ({ setup }) => serversKey(setup)).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { setup } = first
    const adapters = setup.how.preset === undefined ? [] : group.flatMap(({ served }) => served.adapter ?? [])
    const places = { port: 'PORT', otherPort: 'PORT2', adapters, devices: setup.devices[0] }
    const { file, arguments: words } = serverCommand(setup, places)
    return {
      models: group.map(({ label }) => label),
      command: [basename(file), ...words].map(shellWord).join(' '),
      count: setup.devices.length,
    }
  })
}
