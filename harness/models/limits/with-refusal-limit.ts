/** Ends a run when the server refuses each of the first requests: it would refuse all of them. */
import { ModelError } from '../../../results/errors.ts'
import type { Model } from '../model.ts'

/** Number of equal refusals, without a reply, that ends a run. */
const ENOUGH = 20

/** Wraps a model above the load balancing over its servers. */
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
      hint: error.hint ?? 'Try one with --limit 1, and change what the server rejects.',
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

/** Whether the refusal concerns this request only: another one may be shorter. */
const isRefusal = ({ status, retryable, fatal, tooLong }: ModelError) =>
  status !== undefined && !retryable && !fatal && !tooLong
