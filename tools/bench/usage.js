/** Loaded into a measured process (`node --import`): writes what it used to the file EVALKIT_BENCH_USAGE when it ends. */
import { writeFileSync } from 'node:fs'

const path = process.env.EVALKIT_BENCH_USAGE
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  if (path !== undefined)
    writeFileSync(path, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMiB: maxRSS / 1024 }))
})
