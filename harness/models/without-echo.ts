/** Errors that do not repeat what was asked: some servers send a request's body back with their complaint. */
import { ModelError } from '../../results/errors.ts'
import type { Prompt } from '../../results/schema/schema.ts'
import type { Model } from './model.ts'

/** So many characters in a row are no coincidence. */
const RUN = 16

/** For protected benchmarks, whose text may stand in no log and no record's error. */
export function withoutEcho(model: Model): Model {
  return {
    ...model,
    async complete(request, signal) {
      try {
        return await model.complete(request, signal)
      } catch (error) {
        if (request.isProtected && error instanceof ModelError) error.message = cutAtEcho(error.message, request.prompt)
        throw error
      }
    },
  }
}

function cutAtEcho(message: string, prompt: Prompt): string {
  const asked = typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n')
  for (let at = 0; at + RUN <= message.length; at++) {
    if (asked.includes(message.slice(at, at + RUN))) return `${message.slice(0, at)}… (it repeats a protected question)`
  }
  return message
}
