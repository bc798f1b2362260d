/** Boots CPython in an isolate: Pyodide, started from a memory snapshot where there is one. */
import ivm from 'isolated-vm'
import type { PyodideAssets, readPythonModules } from './assets.ts'
import { isolatePreload } from './assets.ts'

/** V8's own heap; Python's memory is not in it. */
const V8_HEAP_MIB = 256

/** What the last of its own modules exports. */
type Python = typeof import('./inside/python.js')

/** What a worker reads once and boots every interpreter from. */
export interface PythonKit {
  readonly assets: PyodideAssets
  readonly modules: ReturnType<typeof readPythonModules>
  /** CPython as Node's own isolate holds it, so that all others share its machine code. */
  readonly engine: object
  /** As `packSnapshot` makes it. */
  readonly snapshot?: SharedArrayBuffer
}

export interface BootedPython {
  readonly isolate: ivm.Isolate
  /** For the host alone. */
  readonly python: ivm.Reference<Python>
}

/** @throws when Pyodide does not start, for example from a damaged snapshot */
export async function bootPyodide(kit: PythonKit, makeSnapshot = false): Promise<BootedPython> {
  const isolate = new ivm.Isolate({ memoryLimit: V8_HEAP_MIB })
  try {
    const context = await isolate.createContext()
    await context.global.set('globalThis', context.global.derefInto())
    const modules = new Modules(isolate, context)
    // Pyodide looks around when it is loaded, and comes last.
    for (const [name, source] of kit.modules.slice(0, -1)) await modules.evaluate(name, source)
    const python: ivm.Reference<Python> = await modules.evaluate(...(kit.modules.at(-1) as [string, string]))
    const engine = await modules.evaluate('file:///pyodide.asm.mjs', kit.assets.engineModule)
    const loader = await modules.evaluate('file:///pyodide.mjs', kit.assets.loaderModule)
    const boot = await python.get('boot', { reference: true })
    await boot.apply(
      undefined,
      [
        shared(kit.assets.wasm),
        shared(kit.assets.standardLibrary),
        kit.snapshot && shared(kit.snapshot),
        (await engine.get('default', { reference: true })).derefInto(),
        (await loader.get('loadPyodide', { reference: true })).derefInto(),
        new ivm.ExternalCopy({
          indexURL: '/',
          packageBaseUrl: '/',
          lockFileContents: { info: kit.assets.info, packages: {} },
          _makeSnapshot: makeSnapshot,
        }).copyInto({ release: true }),
      ],
      { result: { promise: true, copy: true } },
    )
    return { isolate, python }
  } catch (error) {
    isolate.dispose()
    throw error
  }
}

/** The memory of an interpreter that has imported all it needs, as Pyodide writes it; takes seconds. */
export async function makeSnapshot(kit: PythonKit): Promise<Uint8Array> {
  const { isolate, python } = await bootPyodide(kit, true)
  try {
    const make = await python.get('makeSnapshot', { reference: true })
    return (await make.apply(undefined, [isolatePreload()], { result: { copy: true } })) as Uint8Array
  } finally {
    isolate.dispose()
  }
}

const shared = (buffer: SharedArrayBuffer) => new ivm.ExternalCopy(buffer).copyInto({ release: true })

/** A context to evaluate modules in, each after those that it imports. */
class Modules {
  readonly #isolate: ivm.Isolate
  readonly #context: ivm.Context
  readonly #known: Record<string, ivm.Module> = {}

  constructor(isolate: ivm.Isolate, context: ivm.Context) {
    this.#isolate = isolate
    this.#context = context
  }

  /** @returns what it exports */
  async evaluate(name: string, source: string): Promise<ivm.Module['namespace']> {
    const module = await this.#isolate.compileModule(source, { filename: name })
    await module.instantiate(this.#context, (imported) => {
      const found = this.#known[imported]
      if (found === undefined) throw new Error(`${name} imports ${imported}`)
      return found
    })
    await module.evaluate()
    this.#known[name] = module
    return module.namespace
  }
}
