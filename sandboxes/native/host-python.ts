/** Which Python there is on this machine, and which of its files it needs. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface HostPython {
  /** Where it really is, whatever shims lead there. */
  readonly executable: string
  readonly version: string
  /** Its standard library, and the folders of the shared libraries that it loads. */
  readonly folders: readonly string[]
}

/** Loads every extension of the standard library, so that the libraries behind them show in the process's own map. */
const ASK = `
import importlib, json, os, sys, sysconfig
extensions = sysconfig.get_config_var('DESTSHARED') or ''
for file in os.listdir(extensions) if os.path.isdir(extensions) else []:
    try: importlib.import_module(file.split('.')[0])
    except BaseException: pass
mapped = {line.split(None, 5)[5].strip() for line in open('/proc/self/maps') if line.count(' ') > 5 and '/' in line}
executable = os.path.realpath(sys.executable)
library = [sysconfig.get_path('stdlib'), sysconfig.get_path('platstdlib'), extensions]
shared = [os.path.dirname(path) for path in mapped if '.so' in path and path != executable]
print(json.dumps({
    'executable': executable,
    'version': '.'.join(map(str, sys.version_info[:3])),
    'folders': [folder for folder in library + shared if os.path.isdir(folder)],
}))
`

const ANSWER_MS = 60_000
/** The first with the calls that the native engine needs. */
const OLDEST_MINOR = 9

/**
 * Asks the first `python3` on the PATH that the user may run.
 *
 * @param user whom it runs as, where that is not who runs evalkit
 * @throws as execFile does, or when it is too old, or answers with something else
 */
export async function findPython(user: number | undefined): Promise<HostPython> {
  const { stdout } = await promisify(execFile)('python3', ['-I', '-S', '-c', ASK], {
    ...asUser(user),
    timeout: ANSWER_MS,
  })
  const { executable, version, folders } = JSON.parse(stdout)
  const [major = 0, minor = 0] = String(version).split('.').map(Number)
  if (major < 3 || (major === 3 && minor < OLDEST_MINOR)) throw new Error(`found ${version}`)
  return { executable, version, folders: outermost(folders) }
}

/** How a process is started as somebody else, who may not be allowed into the folder that we are in. */
export const asUser = (user: number | undefined) => (user === undefined ? {} : { uid: user, gid: user, cwd: '/' })

/** Each folder once, and none inside another. */
function outermost(folders: readonly string[]): string[] {
  const unique = [...new Set(folders)].sort()
  return unique.filter((folder) => !unique.some((other) => other !== folder && folder.startsWith(`${other}/`)))
}
