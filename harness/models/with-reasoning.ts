import type { ReasoningMarkers } from '../../results/schema/schema.ts'
import { reasoningSeparator } from '../../scorers/extract/reasoning/reasoning.ts'
import type { Model } from './model.ts'

/** Moves reasoning between custom markers into the field `reasoning`, as a server that knows the markers would. */
export function withReasoning(model: Model, markers: ReasoningMarkers | undefined): Model {
  if (markers === undefined) return model
  const separate = reasoningSeparator(markers.open, markers.close)
  return {
    ...model,
    facts: { ...model.facts, reasoning: markers },
    complete: async (request, signal) => separate(await model.complete(request, signal)),
  }
}
