import { readdir, readFile } from 'node:fs/promises'

/** Pids of the processes that were started with these words among their arguments. Linux only. */
export async function processesWith(...words: readonly string[]): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  const isMeant = (command = '') => words.every((word) => command.split('\0').includes(word))
  return pids.filter((_, index) => isMeant(commands[index])).map(Number)
}
