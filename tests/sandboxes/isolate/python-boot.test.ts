import { expect, it } from 'vitest'
import { readPyodide, readPythonModules } from '../../../sandboxes/isolate/assets.ts'
import { engineModule } from '../../../sandboxes/isolate/compiled-engine.ts'
import { bootPyodide } from '../../../sandboxes/isolate/python-boot.ts'

/** As V8's own are where the isolate has nothing to do when another thread has finished: nobody tells it. */
const NEVER_DONE = 'WebAssembly.compile = WebAssembly.instantiate = () => new Promise(() => {})'

it('waits for nothing that another thread does', async () => {
  const assets = readPyodide()
  const { isolate } = await bootPyodide({
    assets,
    modules: [['./never-done.js', NEVER_DONE], ...readPythonModules()],
    engine: engineModule(new Uint8Array(assets.wasm)),
  })
  expect(isolate.isDisposed).toBe(false)
  isolate.dispose()
})
