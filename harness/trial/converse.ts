/** Holds a conversation with a model: each user turn is sent with the model's own earlier replies. */
import { ModelError } from '../../results/errors.ts'
import type { Completion, Generation, Message, Prompt, Sample, Turn } from '../../results/schema/schema.ts'
import { separateReasoning } from '../../scorers/extract/reasoning/reasoning.ts'
import { cutAtStop } from '../../scorers/extract/stops.ts'
import type { Model, ModelRequest } from '../models/model.ts'

/**
 * Yields each turn when its reply arrives, so that turns before a failure are not lost.
 *
 * @param earlier first turns from an earlier session: they are yielded, and not requested again
 * @throws ModelError when no reply was received
 */
export async function* converse(
  model: Model,
  sample: Sample,
  repeat: number,
  generation: Generation,
  signal?: AbortSignal,
  earlier: readonly Turn[] = [],
): AsyncGenerator<Turn> {
  const { continuations } = sample
  async function replyTo(prompt: Prompt, trial: ModelRequest['trial']): Promise<Completion> {
    if (continuations === undefined)
      return cutAtStop(await model.complete({ prompt, generation, trial }, signal), generation.stop)
    const completion = await model.complete({ prompt, generation, continuations, trial }, signal)
    if (completion.likelihoods?.length === continuations.length) return completion
    throw new ModelError(`${model.facts.label} did not give the log-likelihood of each option`)
  }

  const messages = openingOf(sample, generation)
  for (const [index, content] of sample.turns.entries()) {
    messages.push({ role: 'user', content })
    const prompt: Prompt = model.facts.api === 'chat' ? [...messages] : (sample.prompt ?? content)
    const trial = { sampleId: sample.id, repeat, turn: index + 1 }
    const turn = earlier[index] ?? { prompt, completion: await replyTo(prompt, trial) }
    yield turn
    // Servers expect a history without reasoning: chat templates of reasoning models strip it too.
    messages.push({ role: 'assistant', content: separateReasoning(turn.completion).answer })
  }
}

function openingOf({ history = [] }: Sample, { system }: Generation): Message[] {
  const isOpened = system === undefined || history[0]?.role === 'system'
  return isOpened ? [...history] : [{ role: 'system', content: system }, ...history]
}
