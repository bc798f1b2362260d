/** Boots CPython in an isolate: Pyodide, started from a memory snapshot where there is one. */
import ivm from 'isolated-vm'
import { preloadProgram } from '../python/modules.ts'
import { type PyodideAssets, readPyodide, readShell } from './assets.ts'

/** V8's own heap; Python's memory is not in it. */
const V8_HEAP_MIB = 256

/** What a worker reads once and boots every interpreter from. */
export interface PythonKit {
  readonly assets: PyodideAssets
  /** `shell.js` and `doors.js`. */
  readonly shell: string
  readonly snapshot?: Uint8Array<SharedArrayBuffer>
  /** V8's compilation of Pyodide's engine; filled by the first boot, used by the next. */
  codeCache?: ivm.ExternalCopy<ArrayBuffer>
}

export interface BootedIsolate {
  readonly isolate: ivm.Isolate
  readonly context: ivm.Context
}

export function readPythonKit(snapshot?: Uint8Array<SharedArrayBuffer>): PythonKit {
  return {
    assets: readPyodide(),
    shell: readShell(),
    ...(snapshot && { snapshot }),
  }
}

/** @throws when Pyodide does not start, for example from a damaged snapshot */
export async function bootPyodide(kit: PythonKit, makeSnapshot = false): Promise<BootedIsolate> {
  const isolate = new ivm.Isolate({ memoryLimit: V8_HEAP_MIB })
  try {
    const context = await isolate.createContext()
    await shareAssets(context, kit)
    await context.eval(kit.shell)
    await loadModules(isolate, context, kit)
    const options = JSON.stringify({
      indexURL: '/',
      packageBaseUrl: '/',
      lockFileContents: { info: kit.assets.info, packages: {} },
      _makeSnapshot: makeSnapshot,
    })
    await context.evalClosure(
      `return (async () => {
        globalThis.$pyodide = await $assets.loadPyodide({
          ...${options},
          createPyodideModule: $assets.createPyodideModule,
          _loadSnapshot: $assets.snapshot && new Uint8Array($assets.snapshot, $assets.snapshotStart),
          stdin: () => undefined,
          stdout() {},
          stderr() {},
        })
      })()`,
      [],
      { result: { promise: true, copy: true } },
    )
    return { isolate, context }
  } catch (error) {
    isolate.dispose()
    throw error
  }
}

/** The memory of an interpreter that has imported all it needs; takes seconds. */
export async function makeSnapshot(): Promise<Uint8Array> {
  const { isolate, context } = await bootPyodide(readPythonKit(), true)
  try {
    const snapshot = await context.evalClosure(
      '$pyodide.runPython($0); return $pyodide.makeMemorySnapshot()',
      [preloadProgram()],
      { result: { copy: true } },
    )
    return snapshot as Uint8Array
  } finally {
    isolate.dispose()
  }
}

async function shareAssets(context: ivm.Context, { assets, snapshot }: PythonKit): Promise<void> {
  const { global } = context
  const share = (buffer: SharedArrayBuffer) => new ivm.ExternalCopy(buffer).copyInto({ release: true })
  await global.set('globalThis', global.derefInto())
  await context.evalClosure('globalThis.$assets = { wasm: $0, standardLibrary: $1, snapshot: $2, snapshotStart: $3 }', [
    share(assets.wasm),
    share(assets.standardLibrary),
    snapshot && share(snapshot.buffer),
    snapshot?.byteOffset,
  ])
}

async function loadModules(isolate: ivm.Isolate, context: ivm.Context, kit: PythonKit): Promise<void> {
  const engine = await isolate.compileModule(kit.assets.engineModule, {
    filename: 'file:///pyodide.asm.mjs',
    ...(kit.codeCache === undefined ? { produceCachedData: true } : { cachedData: kit.codeCache }),
  })
  const cachedData = (engine as { cachedData?: ivm.ExternalCopy<ArrayBuffer> }).cachedData
  if (kit.codeCache === undefined && cachedData) kit.codeCache = cachedData
  const loader = await isolate.compileModule(kit.assets.loaderModule, { filename: 'file:///pyodide.mjs' })
  for (const [module, name, as] of [
    [engine, 'default', 'createPyodideModule'],
    [loader, 'loadPyodide', 'loadPyodide'],
  ] as const) {
    await module.instantiate(context, (specifier) => {
      throw new Error(`Pyodide imports ${specifier}`)
    })
    await module.evaluate()
    const exported = await module.namespace.get(name, { reference: true })
    await context.evalClosure('$assets[$0] = $1', [as, exported.derefInto()])
  }
}
