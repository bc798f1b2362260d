/** The pieces that schemas are made of. A builder takes the description. */
import { type Static, type TProperties, type TSchema, Type } from 'typebox'

export const Text = Type.String()
export const Numeric = Type.Number()
export const Count = Type.Integer({ minimum: 0 })
export const Positive = Type.Integer({ minimum: 1 })
export const Amount = Type.Number({ minimum: 0 })
export const Share = Type.Number({ minimum: 0, maximum: 1 })

export type Interval = Static<typeof Interval>
export const Interval = Type.Tuple([Numeric, Numeric])

export const optional = Type.Optional
export const text = (description: string) => Type.String({ description })
export const number = (description: string) => Type.Number({ description })
export const integer = (description: string) => Type.Integer({ description })
export const boolean = (description: string) => Type.Boolean({ description })
/** At least 0. */
export const count = (description: string) => Type.Integer({ minimum: 0, description })
/** At least 1. */
export const positive = (description: string) => Type.Integer({ minimum: 1, description })
/** At least 0, not necessarily whole. */
export const amount = (description: string) => Type.Number({ minimum: 0, description })
/** From 0 to 1. */
export const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
/** `true`, or absent. */
export const flag = (description: string) => Type.Literal(true, { description })
export const limits = (description: string) => Type.Tuple([Numeric, Numeric], { description })
export const Range = limits('possible scores; absent: 0 to 1')

export const list = <Item extends TSchema>(item: Item, description: string) => Type.Array(item, { description })
export const texts = (description: string) => list(Text, description)
export const byName = <Value extends TSchema>(value: Value, description?: string) =>
  Type.Record(Type.String(), value, { ...(description !== undefined && { description }) })
export const object = <Fields extends TProperties>(description: string, fields: Fields) =>
  Type.Object(fields, { description })
/** An object that may have no other fields: what people write by hand, where a typo must not go unnoticed. */
export const strict = <Fields extends TProperties>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false })

export const literals = <const Names extends readonly string[]>(...names: Names) =>
  Type.Unsafe<Names[number]>({ type: 'string', enum: [...names] })
