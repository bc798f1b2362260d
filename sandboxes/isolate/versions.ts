/** What verdicts may depend on. The packages are pinned, so the manifest says which ones are installed. */
import manifest from '../../package.json' with { type: 'json' }

export const PYODIDE_VERSION = manifest.dependencies.pyodide
export const ISOLATED_VM_VERSION = manifest.dependencies['isolated-vm']
/** The CPython that this Pyodide holds; a test asks it. */
export const PYTHON_VERSION = '3.14.2'
