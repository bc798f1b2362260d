/** How much stack a worker may give to the program it runs: deep recursion of Python's takes several times that of JavaScript's. */
import { readFileSync } from 'node:fs'

/** Enough for 10,000 calls through C code, such as those of a cached function; the default of V8 ends before 3000. */
const MOST_KIB = 6144
/** Of the thread's own stack, for what is not V8's. */
const RESERVED_KIB = 1024

/** Arguments of Node. None where the size of the thread's stack is not known: V8 believes what it is told, and would crash. */
export function stackArguments(): string[] {
  const size = stackKiB(process.platform === 'linux' ? readLimits() : '')
  return size === undefined ? [] : [`--stack-size=${size}`]
}

/** @param limits `/proc/self/limits`; see proc(5) @returns KiB for V8; nothing where that is no more than it takes by itself */
export function stackKiB(limits: string): number | undefined {
  const [, soft] = /^Max stack size +(\d+|unlimited)/m.exec(limits) ?? []
  if (soft === undefined) return undefined
  const size = soft === 'unlimited' ? MOST_KIB : Math.min(MOST_KIB, Math.floor(Number(soft) / 1024) - RESERVED_KIB)
  return size > 984 ? size : undefined
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}
