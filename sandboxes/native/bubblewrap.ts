/** The bubblewrap arguments for a warm Python: namespaces of its own, and read access to the host files that Python needs. */
import { readFileSync, readlinkSync } from 'node:fs'
import { preloadProgram } from '../python/modules.ts'
import type { HostPython } from './host-python.ts'

/** `nobody`, inside and, where root runs evalkit, outside as well: the kernel limits the processes of everybody but root. */
export const NOBODY = 65534

/** Where programs look for the loader of shared libraries; links on most systems. */
const LIBRARIES = ['/lib', '/lib64', '/usr/lib64']

/** For `zoneinfo`, where the system has it. */
const TIME_ZONES = '/usr/share/zoneinfo'

const DEVICES = ['/dev/null', '/dev/zero', '/dev/urandom']

/** The command line of one worker. */
export function wrapped(python: HostPython): string[] {
  return [
    // All that can be unshared. The one capability makes namespaces for each program, and programs do not have it.
    ...['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--uid', String(NOBODY), '--gid', String(NOBODY), '--cap-drop', 'ALL', '--cap-add', 'CAP_SYS_ADMIN'],
    ...['--die-with-parent', '--new-session', '--hostname', 'sandbox'],
    // Equal hashes in every run; taken out of the environment by the template.
    ...['--clearenv', '--setenv', 'PYTHONHASHSEED', '0', ...librarySearch(python)],
    ...files(python),
    ...['--tmpfs', '/dev', ...DEVICES.flatMap((device) => ['--dev-bind', device, device])],
    ...['--dir', '/tmp', '--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/'],
    ...['--', python.executable, '-S', '-s', '-B', '-X', 'utf8', '-c', RUN_PIECES, ...pieces(templateProgram())],
  ]
}

/** Folders of the system's own are found without; the list of the others is in /etc, which is not there. */
function librarySearch({ folders }: HostPython): string[] {
  const others = folders.filter((folder) => !folder.startsWith('/usr/lib') && !folder.startsWith('/lib'))
  return others.length > 0 ? ['--setenv', 'LD_LIBRARY_PATH', others.join(':')] : []
}

function files({ executable, folders }: HostPython): string[] {
  const read = (path: string) => ['--ro-bind', path, path]
  const libraries = LIBRARIES.filter((path) => !folders.includes(path)).flatMap((path) => {
    const target = linkTarget(path)
    return target === undefined ? ['--ro-bind-try', path, path] : ['--symlink', target, path]
  })
  return [...folders.flatMap(read), ...libraries, '--ro-bind-try', TIME_ZONES, TIME_ZONES, ...read(executable)]
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined // a folder, or nothing
  }
}

/** Runs the program that its arguments are the pieces of. */
const RUN_PIECES = "import sys; exec(''.join(sys.argv.pop(1) for _ in sys.argv[1:]))"

/** Characters of an argument. Linux takes no argument of 128 KiB or more (MAX_ARG_STRLEN), and a character has up to four bytes. */
const LONGEST_PIECE = 30_000

const pieces = (program: string): string[] => program.match(new RegExp(`[^]{1,${LONGEST_PIECE}}`, 'gu')) ?? []

function templateProgram(): string {
  const source = (name: string) => readFileSync(new URL(`./inside/${name}.py`, import.meta.url), 'utf8')
  const modules = {
    _evalkit_frames: source('frames'),
    _evalkit_confine: source('confine'),
    _evalkit_call_filter: source('call_filter'),
    _evalkit_candidate_process: source('candidate_process'),
    _evalkit_checker_process: source('checker_process'),
    _evalkit_watcher: source('watcher'),
    _evalkit_template: source('template'),
  }
  return `${preloadProgram(modules)}sys.modules['_evalkit_template'].main()\n`
}
