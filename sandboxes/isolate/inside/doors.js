/**
 * Everything CPython can reach outside its own memory goes through an imported function: a door.
 *
 * What only reads the clock, the standard library or a file is let through unseen. Any other door still opens, but from then
 * on the interpreter counts as touched: the host throws it away instead of putting its memory back. A program that stays
 * behind the doors has left its traces in the memory, and in what surroundings.js compares.
 */
import { heap } from './memory.js'
import { read, write } from './streams.js'
import { isPlainFile } from './surroundings.js'

/** Doors that change nothing on the JavaScript side that a later program could notice. */
const HARMLESS = new Set(
  `emscripten_date_now emscripten_get_now clock_time_get clock_res_get _tzset_js _timegm_js _mktime_js _localtime_js _gmtime_js
   environ_get environ_sizes_get emscripten_resize_heap emscripten_get_heap_max
   fd_close fd_seek fd_fdstat_get __syscall_stat64 __syscall_newfstatat __syscall_lstat64 __syscall_fstat64
   __syscall_faccessat __syscall_getcwd __syscall_getdents64 __syscall_readlinkat __syscall_getuid32_js
   __syscall_poll _maybe_poll_async _Py_CheckEmscriptenSignals_Helper _PyEM_TrampolineCall_JS _Py_emscripten_runtime`.split(
    /\s+/,
  ),
)
/** TCGETS, TIOCGPGRP, TIOCGWINSZ, FIONREAD: what `isatty` and the opening of a file ask for. */
const HARMLESS_REQUESTS = new Set([0x5401, 0x540f, 0x5413, 0x541b])
const O_ACCMODE = 3
const O_CREAT_OR_TRUNC = 0o100 | 0o1000
const SEED = 0x9e3779b9

/** @typedef {(...args: any[]) => any} Door */

/** The first door that was opened and is not harmless. */
let touched = ''
let random = SEED

/** @returns which door was opened that should not have been; empty where none was */
export const touchedDoor = () => touched

/** As at the start: what was touched before is part of every interpreter. */
export function closeAll() {
  touched = ''
  random = SEED
}

/** What random bytes follow from, until all doors are closed again. @param {number} seed any integer; its halves are mixed into 32 bits */
export function seedRandom(seed) {
  random = (seed ^ Math.floor(seed / 2 ** 32) ^ SEED) | 0 || SEED
}

/** Marsaglia's xorshift, from one seed: a program draws the same numbers each time it runs. @param {Uint8Array} into */
export function fillRandom(into) {
  for (let index = 0; index < into.length; index++) {
    random ^= random << 13
    random ^= random >>> 17
    random ^= random << 5
    into[index] = random
  }
  return into
}

/**
 * Puts a door before each function that the engine imports.
 *
 * @param {Record<string, Record<string, any>>} imports
 */
export const behindDoors = (imports) =>
  Object.fromEntries(
    Object.entries(imports).map(([space, entries]) => [
      space,
      // What the linker keeps its addresses in holds no functions, and is made as it is asked for.
      space.startsWith('GOT')
        ? entries
        : Object.fromEntries(
            Object.entries(entries).map(([name, entry]) => [
              name,
              typeof entry === 'function' ? door(name, entry) : entry,
            ]),
          ),
    ]),
  )

/** Where we stand ourselves. Each falls through to the engine's own. @type {Record<string, (open: Door) => Door>} */
const OURS = {
  random_get: () => (start, length) => {
    fillRandom(heap().subarray(start >>> 0, (start >>> 0) + length))
    return 0
  },
  fd_write: (open) => {
    const touch = touching('fd_write', open)
    return (file, vectors, count, written) =>
      write(file, vectors, count, written) ?? touch(file, vectors, count, written)
  },
  fd_read: (open) => {
    const touch = touching('fd_read', open)
    return (file, vectors, count, done) =>
      read(file, vectors, count, done) ?? (isPlainFile(file) ? open : touch)(file, vectors, count, done)
  },
  fd_pread: (open) => {
    const touch = touching('fd_pread', open)
    return (file, ...rest) => (isPlainFile(file) ? open : touch)(file, ...rest)
  },
  __syscall_ioctl: (open) => {
    const touch = touching('__syscall_ioctl', open)
    return (file, request, more) => (HARMLESS_REQUESTS.has(request) ? open : touch)(file, request, more)
  },
  __syscall_openat: (open) => {
    const touch = touching('__syscall_openat', open)
    return (folder, path, flags, more) => {
      const changes = (flags & O_ACCMODE) !== 0 || (flags & O_CREAT_OR_TRUNC) !== 0
      return (changes ? touch : open)(folder, path, flags, more)
    }
  },
  proc_exit: () => leaving('proc_exit'),
  exit: () => leaving('exit'),
  _abort_js: () => leaving('_abort_js'),
}

/** @param {string} name @param {Door} open @returns {Door} */
function door(name, open) {
  if (name.startsWith('invoke_') || HARMLESS.has(name)) return open
  return Object.hasOwn(OURS, name) ? /** @type {any} */ (OURS)[name](open) : touching(name, open)
}

/** @param {string} name @param {Door} open @returns {Door} */
const touching =
  (name, open) =>
  (...args) => {
    touched ||= name
    return open(...args)
  }

/** @param {string} name @returns {Door} */
const leaving = (name) => () => {
  touched ||= name
  throw new Error('the program ended the interpreter')
}
