import { afterEach, expect, it, vi } from 'vitest'
import { retryNotes } from '../../../harness/runs/retry-notes.ts'
import { ModelError } from '../../../results/errors.ts'

const request = { prompt: '', generation: {}, trial: { sampleId: 'gsm8k/0', repeat: 1, turn: 1 } }
const retry = (message: string) => ({ request, error: new ModelError(message), tries: 1, maxTries: 9, delayMs: 100 })

afterEach(() => {
  vi.restoreAllMocks()
})

it('notes the trouble of one server once, however many models are behind it', () => {
  const said: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  const [first, second] = [retryNotes(), retryNotes()]
  first.onRetry(retry('http://gpu:8000/v1 answered 503'))
  second.onRetry(retry('http://gpu:8000/v1 answered 503'))
  retryNotes().onRetry(retry('http://other:8000/v1 answered 500'))
  expect(said).toEqual([
    'retrying in 0.1 s (attempt 2 of 9): http://gpu:8000/v1 answered 503\n',
    'retrying in 0.1 s (attempt 2 of 9): http://other:8000/v1 answered 500\n',
  ])
})
