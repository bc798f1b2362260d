/** The one JSON Schema validator, with the same options for config, data sets and run folders. It keeps each schema it has compiled. */
import { Ajv } from 'ajv'

export const ajv = new Ajv({
  allErrors: true, // of a union, the branch that was meant is not always the first
  strict: true,
  strictTypes: false, // TypeBox writes unions of literals without "type"
  strictRequired: false, // a branch of a union requires properties that the whole schema declares
})
