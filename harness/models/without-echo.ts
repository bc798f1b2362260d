/** Removes protected prompts from error messages: some servers repeat the request body in an error. */
import { ModelError } from '../../results/errors.ts'
import type { Prompt } from '../../results/schema/schema.ts'
import type { Model } from './model.ts'

/** Length of a shared character sequence that counts as repeating the prompt. */
const RUN = 16

/** Wraps a model for protected benchmarks, whose text must not appear in logs or errors. */
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
