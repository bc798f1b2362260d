/** Ends a run whose every request is refused: what the server says of the first ones, it will say of all. */
import { ModelError } from '../../../results/errors.ts'
import type { Model } from '../model.ts'

/** So many refusals alike, and not one reply. */
const ENOUGH = 20

/** Belongs above the servers that share one model's load. */
export function withRefusalLimit(model: Model): Model {
  let hasReplied = false
  const refusals = new Map<string, number>()

  function refused(error: ModelError): void {
    const alike = error.message.replace(/\d+/g, '#')
    const count = (refusals.get(alike) ?? 0) + 1
    refusals.set(alike, count)
    if (count < ENOUGH) return
    throw new ModelError(`all of the first ${count} requests were refused: ${error.message}`, {
      fatal: true,
      cause: error,
      ...(error.status !== undefined && { status: error.status }),
      hint: error.hint ?? 'Try one with --limit 1, and change what the server does not like.',
    })
  }

  return {
    ...model,
    async complete(request, signal) {
      try {
        const completion = await model.complete(request, signal)
        hasReplied = true
        return completion
      } catch (error) {
        if (!hasReplied && error instanceof ModelError && isRefusal(error)) refused(error)
        throw error
      }
    },
  }
}

/** Of this very request: another one may be a shorter one. */
const isRefusal = ({ status, retryable, fatal, tooLong }: ModelError) =>
  status !== undefined && !retryable && !fatal && !tooLong
