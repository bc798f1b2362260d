/** The schema of the config file: one declaration for the TypeScript type and the JSON Schema. */
import { type Static, Type } from 'typebox'
import { BENCHMARKS } from '../../benchmarks/index.ts'
import { OwnDeclaration } from '../../benchmarks/own/declaration.ts'
import { KNOWN_BENCHMARKS } from '../../results/gate/margins.ts'
import { BenchmarkPolicy, GatePolicy } from '../../results/schema/gate.ts'
import { Generation, Price, ReasoningMarkers } from '../../results/schema/schema.ts'
import { ENGINES } from './engine-names.ts'

const strict = { additionalProperties: false } as const
const GenerationSettings = Type.Object(Generation.properties, strict)

/** Has a field for each benchmark, so that a misspelt name is an error. */
const gateSettings = (own: readonly string[]) => {
  const names = new Set([...BENCHMARKS.map(({ name }) => name), ...KNOWN_BENCHMARKS, ...own])
  const benchmarks = Object.fromEntries([...names].map((name) => [name, Type.Optional(BenchmarkPolicy)]))
  return Type.Unsafe<GatePolicy>(
    Type.Object({ ...GatePolicy.properties, benchmarks: Type.Optional(Type.Object(benchmarks, strict)) }, strict),
  )
}

/** A named model with its settings. */
const ConfiguredModel = Type.Object(
  {
    model: Type.Optional(Type.String({ description: 'a model spec without label: provider/model[@URL]' })),
    checkpoint: Type.Optional(
      Type.String({ minLength: 1, description: 'instead of model: a folder or GGUF file that evalkit serves' }),
    ),
    serve: Type.Optional(
      Type.String({ minLength: 1, description: 'how to serve the checkpoint, as --serve: vllm, or a command line' }),
    ),
    base: Type.Optional(Type.String({ minLength: 1, description: 'base of an adapter, if it is not found otherwise' })),
    api: Type.Optional(Type.Union([Type.Literal('chat'), Type.Literal('completions')])),
    version: Type.Optional(Type.String({ description: 'tells apart checkpoints behind one address' })),
    step: Type.Optional(Type.Integer({ minimum: 0, description: 'training step of the checkpoint' })),
    series: Type.Optional(Type.String({ minLength: 1, description: 'training run that the checkpoint belongs to' })),
    generation: Type.Optional(GenerationSettings),
    headers: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: `sent with each request; \${NAME} stands for an environment variable`,
      }),
    ),
    price: Type.Optional(Price),
    reasoning: Type.Optional(ReasoningMarkers),
  },
  strict,
)

export type Config = Static<typeof Config>
export const Config = configFor([])

/** @param own names of the user's own benchmarks */
export function configFor(own: readonly string[]) {
  return Type.Object(
    {
      models: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), ConfiguredModel]))),
      dataDir: Type.Optional(Type.String({ description: 'local mirror of the data sets' })),
      runsDir: Type.Optional(Type.String({ description: 'where run folders go; default evalkit-runs' })),
      prices: Type.Optional(
        Type.Record(Type.String(), Price, { description: 'per million tokens, by the model’s name at its server' }),
      ),
      currency: Type.Optional(Type.String({ minLength: 1, description: 'of the prices, such as USD' })),
      sandbox: Type.Optional(
        Type.Union(
          ENGINES.map((name) => Type.Literal(name)),
          { description: 'engine that runs programs; default isolate' },
        ),
      ),
      maxConnections: Type.Optional(Type.Integer({ minimum: 1 })),
      generation: Type.Optional(GenerationSettings),
      benchmarks: Type.Optional(
        Type.Array(Type.Union([Type.String(), OwnDeclaration]), {
          description: 'benchmarks of your own: files NAME.benchmark.yaml, or what stands in one',
        }),
      ),
      gate: Type.Optional(gateSettings(own)),
    },
    strict,
  )
}
