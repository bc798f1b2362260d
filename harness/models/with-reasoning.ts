import type { ReasoningMarkers } from '../../results/schema/schema.ts'
import { reasoningSeparator } from '../../scorers/extract/reasoning/reasoning.ts'
import type { Model } from './model.ts'

/** A model whose replies hold their reasoning in a field of its own, as its server would send them if it knew the markers. */
export function withReasoning(model: Model, markers: ReasoningMarkers | undefined): Model {
  if (markers === undefined) return model
  const separate = reasoningSeparator(markers.open, markers.close)
  return {
    ...model,
    facts: { ...model.facts, reasoning: markers },
    complete: async (request, signal) => separate(await model.complete(request, signal)),
  }
}
