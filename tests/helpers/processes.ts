import { readdir, readFile } from 'node:fs/promises'

/** Pids of the processes that were started with these words among their arguments. Linux only. */
export async function processesWith(...words: readonly string[]): Promise<number[]> {
  const isMeant = (all: readonly string[]) => words.every((word) => all.includes(word))
  return (await commandLines()).filter(([, all]) => isMeant(all)).map(([pid]) => pid)
}

async function commandLines(): Promise<[pid: number, words: string[]][]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(
    pids.map(async (pid): Promise<[number, string[]]> => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return [Number(pid), line.split('\0')]
    }),
  )
}

/** Pids of the processes that a test has started in its folder, or for a file in it: no other test has that folder. Linux only. */
export async function processesFor(folder: string): Promise<number[]> {
  return (await commandLines()).filter(([, words]) => words.some((word) => word.includes(folder))).map(([pid]) => pid)
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
