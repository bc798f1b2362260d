import { readdir, readFile } from 'node:fs/promises'

/** Pids of the processes that were started with these words among their arguments. Linux only. */
export async function processesWith(...words: readonly string[]): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  const isMeant = (command = '') => words.every((word) => command.split('\0').includes(word))
  return pids.filter((_, index) => isMeant(commands[index])).map(Number)
}

/** Pids of the processes that a process has started, and theirs. Linux: proc(5), /proc/pid/stat. */
export async function processesBelow(ancestor: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = new Map<number, number>()
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === ancestor || isBelow(parent))
  }
  return pids.filter(isBelow)
}
