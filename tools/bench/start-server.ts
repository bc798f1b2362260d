/** The model server of the benchmarks, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('./server.js', import.meta.url))

export interface BenchServer {
  readonly url: string
  readonly process: ChildProcess
}

/** @param p99Ms with it, delays are lognormal around the median `latencyMs` */
export async function startServer(latencyMs: number, p99Ms = latencyMs): Promise<BenchServer> {
  const server = spawn(process.execPath, [SERVER, String(latencyMs), String(p99Ms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(server.stdout, 'data')
  return { url: String(line).trim(), process: server }
}

/** How busy a server was from its first request to its last reply, of `connections` at once, since this was last asked. */
export async function useOf({ url }: BenchServer, connections: number): Promise<number> {
  const { busyMs, firstAt, lastAt } = (await (await fetch(`${url}/use`)).json()) as Record<string, number>
  return (busyMs ?? 0) / (connections * ((lastAt ?? 0) - (firstAt ?? 0)))
}
