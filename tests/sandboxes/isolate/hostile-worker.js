/** A worker that its program has taken over: it says what its argument tells it to. */
import { createInterface } from 'node:readline'

const [behaviour] = process.argv.slice(2)
const result = { outcome: 'passed', detail: '', output: '', outputCut: false, wallMs: 1, cpuMs: 1 }

/** @param {unknown} reply */
const say = (reply) => process.stdout.write(`${typeof reply === 'string' ? reply : JSON.stringify(reply)}\n`)

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id } = JSON.parse(line)
  if (behaviour === 'no-start') return process.exit(1)
  if (behaviour === 'killed-at-start') process.kill(process.pid, 'SIGKILL')
  say({ kind: 'started', id })
  if (behaviour === 'twice') {
    say({ kind: 'finished', id, result: { ...result, outcome: 'failed' } })
    say({ kind: 'finished', id, result })
  }
  if (behaviour === 'stale-id') say({ kind: 'finished', id: 'another', result })
  if (behaviour === 'nonsense') say('{"kind":"finished"')
  if (behaviour === 'other-shape') say({ kind: 'finished', id, result: { ...result, outcome: 'excellent' } })
  if (behaviour === 'endless-line') process.stdout.write('x'.repeat(2_000_000))
  if (behaviour === 'dies') process.kill(process.pid, 'SIGSEGV')
  if (behaviour === 'interrupted') process.kill(process.pid, 'SIGINT')
  if (behaviour === 'killed') process.kill(process.pid, 'SIGKILL')
  if (behaviour === 'broken') say({ kind: 'broken', id, message: 'no engine here' })
})
if (behaviour === 'unasked') say({ kind: 'finished', id: '', result })
