/** Chooses ports for servers on this machine. */
import { createServer } from 'node:net'

/** Ports of servers that may not listen yet. */
const chosen = new Set<number>()

/** A port that nobody listens on, and that this process has chosen for no other server. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await unusedPort()
    if (chosen.has(port)) continue
    chosen.add(port)
    return port
  }
}

async function unusedPort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
