/** @returns milliseconds of CPU time that this process spends on some work; unlike the clock's, they are the same on a busy machine */
export function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
