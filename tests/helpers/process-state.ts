/** What the test files of a worker share, beside the modules: each file leaves it as it was, or a later one fails in its place. */

/** How long processes may take to end, servers to close and files to be removed after the last test, on a loaded machine. */
const PATIENCE_MS = 20_000

/** What ends by itself once no test needs it. */
const PASSING: ReadonlySet<string> = new Set(['FSReqCallback', 'FSReqPromise', 'TCPServerWrap', 'ProcessWrap'])

/** Put in place once a process by harness/lib/terminal.ts, for good. */
const FOR_GOOD: ReadonlySet<string> = new Set([
  'listeners of process.stdout: error',
  'listeners of process.stderr: error',
])

/** A package that node-llama-cpp brings listens to every signal for good once it is loaded, and no test of ours to this one. */
const OF_SIGNAL_EXIT = 'listeners of process: SIGXFSZ'
const isOfSignalExit = (name: string) => name.startsWith('listeners of process: ')

/** Real ones, whatever a test does to the clock. */
const { setTimeout, performance } = globalThis

type Facts = ReadonlyMap<string, unknown>

export class ProcessState {
  readonly #env = process.env
  readonly #cwd = process.cwd()
  readonly #facts = currentFacts()
  /** Counted too, since vitest has some of its own. */
  readonly #open = stillOpen()

  /**
   * What is not as it was, in words: nothing where all is. Waits for what is still ending.
   *
   * @param more looks for further ones
   */
  async changes(more: () => readonly string[] = () => [], patienceMs = PATIENCE_MS): Promise<string[]> {
    for (const until = performance.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const changes = [...this.#changedFacts(), ...this.#leftOpen(), ...more()]
      if (changes.length === 0 || performance.now() > until) return changes
    }
  }

  /** Puts back environment and working folder, for the next file. */
  restore(): void {
    process.env = this.#env
    for (const name of Object.keys(process.env)) if (!this.#facts.has(variable(name))) delete process.env[name]
    for (const [name, value] of this.#facts) {
      if (name.startsWith(variable(''))) process.env[name.slice(variable('').length)] = String(value)
    }
    process.chdir(this.#cwd)
  }

  #changedFacts(): string[] {
    const now = currentFacts()
    const names = [...new Set([...this.#facts.keys(), ...now.keys()])]
    const changed = names.filter((name) => now.get(name) !== this.#facts.get(name) && !FOR_GOOD.has(name))
    return changed.includes(OF_SIGNAL_EXIT) ? changed.filter((name) => !isOfSignalExit(name)) : changed
  }

  #leftOpen(): string[] {
    const now = stillOpen()
    return [...PASSING].filter((kind) => (now.get(kind) ?? 0) > (this.#open.get(kind) ?? 0))
  }
}

const variable = (name: string) => `process.env.${name}`

function currentFacts(): Facts {
  return new Map<string, unknown>([
    ['process.env (another object, while modules keep the first)', process.env],
    ...Object.entries(process.env).map(([name, value]): [string, unknown] => [variable(name), value]),
    ['process.cwd()', workingFolder()],
    ['process.argv', process.argv],
    ['process.exitCode', process.exitCode],
    ...(['stdout', 'stderr'] as const).flatMap((name): [string, unknown][] => [
      [`process.${name}.write`, process[name].write],
      [`process.${name}.isTTY`, process[name].isTTY],
      ...listeners(`process.${name}`, process[name]),
    ]),
    ...listeners('process', process),
    // Not all of its functions: packages that node-llama-cpp brings replace some for good.
    ...(['platform', 'kill', 'exit', 'getuid', 'getgid', 'memoryUsage', 'hrtime'] as const).map(
      (name): [string, unknown] => [`process.${name}`, process[name]],
    ),
    ...functionsOf({ globalThis, Date, Math, JSON, performance }),
    ...functionsOf({ 'Object.prototype': Object.prototype, 'Array.prototype': Array.prototype }),
  ])
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return 'a folder that is gone'
  }
}

const listeners = (name: string, emitter: NodeJS.EventEmitter): [string, number][] =>
  emitter.eventNames().map((event) => [`listeners of ${name}: ${String(event)}`, emitter.listenerCount(event)])

function functionsOf(objects: Readonly<Record<string, object>>): [string, unknown][] {
  return Object.entries(objects).flatMap(([name, object]) =>
    Object.entries(Object.getOwnPropertyDescriptors(object))
      .filter(([key, { value }]) => typeof value === 'function' && !key.startsWith('__'))
      .map(([key, { value }]): [string, unknown] => [`${name}.${key}`, value]),
  )
}

function stillOpen(): ReadonlyMap<string, number> {
  const groups = Map.groupBy(process.getActiveResourcesInfo(), (kind) => kind)
  return new Map([...groups].map(([kind, all]) => [kind, all.length]))
}
