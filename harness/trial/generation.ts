/**
 * The one order of generation settings, from weak to strong: the protocol's, a sample's own, the config's for all models, the model's own,
 * and the flags of the command.
 */
import type { Protocol } from '../../benchmarks/benchmark.ts'
import type { Generation, ModelFacts, Sample } from '../../results/schema/schema.ts'

/** What the user asks for, of one model; it wins over what a protocol or a sample says. */
export const overridesOf = (config: Generation = {}, model: Generation, flags: Generation): Generation => ({
  ...config,
  ...model,
  ...flags,
})

/** Of a run; the completions API also gets the protocol's stops for it. Log-likelihoods depend on no sampling setting. */
export function generationOf(protocol: Protocol<unknown>, { api }: ModelFacts, overrides: Generation): Generation {
  if (protocol.scorer.likelihoods) return { ...protocol.generation, ...transportOf(overrides) }
  const stops = [
    ...(protocol.generation.stop ?? []),
    ...(api === 'completions' ? (protocol.completionStops ?? []) : []),
  ]
  return { ...protocol.generation, ...(stops.length > 0 && { stop: [...new Set(stops)] }), ...overrides }
}

/** The settings that matter where nothing is drawn: what else is sent, or is not. */
const transportOf = ({ omit, extraBody }: Generation): Generation => ({
  ...(omit && { omit }),
  ...(extraBody && { extraBody }),
})

/** Of a trial: overrides are among a prepared sample's own settings by now. */
export const trialGeneration = ({ generation }: Sample, run: Generation): Generation =>
  generation === undefined ? run : { ...run, ...generation }

/** The sample with the settings that its trials have. A raw continuation ends where its own problem says, unless the user says where. */
export function prepareSample(sample: Sample, run: Generation, { api }: ModelFacts, overrides: Generation): Sample {
  const own = withOwnStops(sample, run, api, overrides)
  return own.generation === undefined ? own : { ...own, generation: { ...own.generation, ...overrides } }
}

function withOwnStops(sample: Sample, { stop }: Generation, api: ModelFacts['api'], overrides: Generation): Sample {
  const { program, generation } = sample
  if (program?.stops === undefined || api !== 'completions') return sample
  if (overrides.stop !== undefined) return { ...sample, program: { ...program, stops: [...overrides.stop] } }
  const isUsual = JSON.stringify(program.stops) === JSON.stringify(stop)
  return isUsual ? sample : { ...sample, generation: { ...generation, stop: program.stops } }
}
