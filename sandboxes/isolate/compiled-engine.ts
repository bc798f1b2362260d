/**
 * V8's machine code of CPython, to be kept beside the snapshot: a worker that has it neither checks nor compiles the module, and
 * begins at full speed.
 *
 * Isolates of a process share the code of equal WebAssembly modules. So the module is made in Node's own isolate from what was
 * kept, and the isolates' own `new WebAssembly.Module` finds it there as long as it lives.
 *
 * V8 offers this to whoever embeds it, and to scripts through two functions that it tests itself with. Their syntax is on
 * while they are called and at no other time: programs must never have it.
 */
import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'

/** The functions are V8's own affair. This is the version of Node 24, with which they were tested; other versions compile the engine again. */
const KNOWN_V8 = '13.6.'

const isKnown = (): boolean => process.versions.v8.startsWith(KNOWN_V8)

/** The machine code that V8 holds for functions that were called often; empty where this V8 is not known. */
export function machineCodeOf(module: WebAssembly.Module): Uint8Array {
  if (!isKnown()) return new Uint8Array()
  const code = withTestFunctions<ArrayBuffer>('(module) => %SerializeWasmModule(module)', module)
  return new Uint8Array(code)
}

/**
 * @param code by the same V8, with the same flags, on the same kind of processor: other code is rejected and compiled again
 * @returns the module; whoever wants its code in other isolates keeps it
 */
export function engineModule(wasm: Uint8Array, code: Uint8Array = new Uint8Array()): WebAssembly.Module {
  if (code.length > 0 && isKnown()) {
    const made = withTestFunctions<WebAssembly.Module | undefined>(
      '(code, wasm) => %DeserializeWasmModule(code, wasm)',
      code.slice().buffer,
      wasm.slice(),
    )
    if (made !== undefined) return made
  }
  return new WebAssembly.Module(wasm.slice())
}

function withTestFunctions<Result>(source: string, ...args: unknown[]): Result {
  setFlagsFromString('--allow-natives-syntax')
  try {
    return runInThisContext(source)(...args)
  } finally {
    setFlagsFromString('--no-allow-natives-syntax')
  }
}
