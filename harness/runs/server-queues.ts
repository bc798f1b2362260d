/** Which runs share a queue: those that have a server in common. */
import type { PreparedRun } from './prepare.ts'
import type { QueuedRun } from './schedule.ts'
import type { SessionPlan } from './session-plan.ts'

export type RunQueue = Pick<QueuedRun, 'queue' | 'engine'>

/** Engines in this process take turns; so do runs with batches and a judge, whose ledger is in one run's folder at a time. */
export function queuesOf(
  runs: readonly Pick<PreparedRun, 'model' | 'scorer'>[],
  { batch }: Pick<SessionPlan, 'batch'>,
): RunQueue[] {
  if (batch && runs.some(({ scorer }) => scorer.needs.includes('judge'))) {
    return runs.map((_, at) => ({ queue: 'batches', engine: String(at) }))
  }
  const servers = sharedServers(runs.map(({ model }) => model.facts.endpoint?.split(',') ?? []))
  return runs.map(({ model: { facts } }, at) => ({
    queue: servers[at] ?? facts.provider,
    ...(facts.provider === 'gguf' && { engine: facts.version ?? facts.label }),
  }))
}

/** One name for all address sets that have an address in common; undefined for a model without one. */
export function sharedServers(addresses: readonly (readonly string[])[]): (string | undefined)[] {
  const names = new Map<string, string>()
  for (const urls of addresses) {
    const [name = urls[0] ?? '', ...others] = new Set(urls.flatMap((url) => names.get(url) ?? []))
    for (const [url, old] of names) if (others.includes(old)) names.set(url, name)
    for (const url of urls) names.set(url, name)
  }
  return addresses.map(([url = '']) => names.get(url))
}
