/** What the native engine must show before it is trusted with a program. */
import type { Program } from '../sandbox.ts'

/** Looks around from inside, and tells. */
const LOOK = `    import os, socket
    def refused(act):
        try:
            act()
        except OSError:
            return True
        return False
    return {
        'network': not refused(lambda: socket.create_connection(('127.0.0.1', 9), 1)),
        'processes': not refused(os.fork),
        'first': os.getpid(),
        'environment': dict(os.environ),
        'etc': os.path.exists('/etc/passwd'),
        'home': os.path.exists('/root') or os.path.exists('/home'),
        'proc': os.path.exists('/proc/self'),
        'writable': not refused(lambda: open('/usr/lib/evalkit', 'w')) or not refused(lambda: open('/evalkit', 'w')),
        'folder': os.listdir('.'),
    }
`

const SHUT_IN = `found = look_around()
assert not found['network'], 'the network is there'
assert not found['processes'], 'programs can start processes'
assert found['first'] == 2, 'there is no process namespace'
assert found['environment'] == {}, 'the environment is not empty'
assert not (found['etc'] or found['home'] or found['proc']), 'files of the host are there'
assert not found['writable'], 'files of the host can be written'
assert found['folder'] == [], 'its folder is not empty'
`

export const PROBE: Program = {
  language: 'python',
  check: 'split',
  prompt: 'def look_around():\n',
  completion: LOOK,
  tests: SHUT_IN,
  entryPoint: 'look_around',
  limits: { wallMs: 60_000 },
}
