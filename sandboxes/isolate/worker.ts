/**
 * The program of a worker process: reads one request a line, runs it, answers. It holds no secret: an empty environment, and
 * nothing of the run but the program in hand. It ends when its parent does, since its standard input ends then.
 *
 *     node start-worker.js CACHE-FOLDER     '' for none, where others could write it
 */
import { DEFAULT_LIMITS } from '../sandbox.ts'
import { lineReader, type Reply, type Request } from '../workers/protocol.ts'
import { runJavaScript } from './javascript-runner.ts'
import { loadPythonKit } from './python-kit.ts'
import { PythonRunner } from './python-runner.ts'

const cacheFolder = process.argv[2] as string

/**
 * Memory that no program may find in use when its time begins: with two interpreters at rest, a worker has half of it. What an
 * earlier program left would be counted against a later one.
 */
const MOST_AT_REST = 640 * 2 ** 20

let python: Promise<PythonRunner> | undefined
let turn: Promise<void> = Promise.resolve()

const read = lineReader(Number.POSITIVE_INFINITY, (line) => {
  turn = turn.then(() => answer(JSON.parse(line)))
})
process.stdin.setEncoding('utf8').on('data', (chunk) => read(String(chunk)))
// Whatever is under way, a parent that has gone wants no answer.
process.stdin.on('end', () => process.exit(0))

async function answer({ id, program, limits = DEFAULT_LIMITS }: Request): Promise<void> {
  const started = () => say({ kind: 'started', id })
  try {
    if (program.language === 'javascript') {
      started()
      say({ kind: 'finished', id, result: runJavaScript(program, limits) })
    } else {
      const runner = await pythonRunner()
      say({ kind: 'finished', id, result: await runner.run(program, limits, started) })
      if (runner.settle()) return // all memory is as it was
    }
    if (process.memoryUsage.rss() > MOST_AT_REST) process.exit(0) // the next program gets a new worker
  } catch (error) {
    say({ kind: 'broken', id, message: error instanceof Error ? error.message : String(error) })
  }
}

/** Python is booted by the first program that needs it. */
async function pythonRunner(): Promise<PythonRunner> {
  python ??= loadPythonKit(cacheFolder).then((kit) => new PythonRunner(kit))
  return python
}

/** Written at once: a pipe is synchronous where it matters, before the next program can end this process. */
function say(reply: Reply): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}
