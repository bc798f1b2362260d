/** What a config file may say, declared once: the TypeScript type and the JSON Schema come from the same line. */
import { type Static, Type } from 'typebox'
import { Generation, Price } from '../results/schema.ts'
import { ENGINES } from './engines.ts'

const strict = { additionalProperties: false } as const
export const GenerationSettings = Type.Object(Generation.properties, strict)

/** A model under a name of its own, with what is special about it. */
export type ConfiguredModel = Static<typeof ConfiguredModel>
export const ConfiguredModel = Type.Object(
  {
    model: Type.String({ description: 'a model spec without label: provider/model[@URL]' }),
    api: Type.Optional(Type.Union([Type.Literal('chat'), Type.Literal('completions')])),
    version: Type.Optional(Type.String({ description: 'tells apart checkpoints behind one address' })),
    generation: Type.Optional(GenerationSettings),
    price: Type.Optional(Price),
  },
  strict,
)

export type Config = Static<typeof Config>
export const Config = Type.Object(
  {
    models: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), ConfiguredModel]))),
    dataDir: Type.Optional(Type.String({ description: 'local mirror of the data sets' })),
    runsDir: Type.Optional(Type.String({ description: 'where run folders go; default evalkit-runs' })),
    prices: Type.Optional(
      Type.Record(Type.String(), Price, { description: 'per million tokens, by the model’s name at its server' }),
    ),
    sandbox: Type.Optional(
      Type.Union(
        ENGINES.map((name) => Type.Literal(name)),
        { description: 'engine that runs programs; default isolate' },
      ),
    ),
    maxConnections: Type.Optional(Type.Integer({ minimum: 1 })),
    generation: Type.Optional(GenerationSettings),
  },
  strict,
)
