/** The one JSON Schema validator, with the same options for config, data sets and run folders. It keeps each schema it has compiled. */
import { Ajv } from 'ajv'

export const ajv = new Ajv({
  allErrors: true, // of a union, the branch that was meant is not always the first
  strict: true,
  strictTypes: false, // TypeBox writes unions of literals without "type"
  strictRequired: false, // a branch of a union requires properties that the whole schema declares
})

/** Finds strings that match: what a schema of the user's needs of a regular expression. */
export interface StringTest {
  test(text: string): boolean
  /** The expression, by which the validator tells one from another. */
  toString(): string
}

/**
 * A JSON Schema of the user's own, of draft 7 or 2020-12. Formats are not checked.
 *
 * @param pattern compiles the regular expressions in it, since they meet texts that nobody knows
 * @returns what is wrong with a value, in words; undefined for nothing
 * @throws what makes the schema invalid
 */
export async function schemaCheck(
  { $schema, ...schema }: Readonly<Record<string, unknown>>,
  pattern: (source: string) => StringTest,
): Promise<(value: unknown) => string | undefined> {
  const regExp = Object.assign(pattern, { code: 'pattern' })
  const options = { strict: false, validateFormats: false, code: { regExp } } as const
  const isNew = typeof $schema !== 'string' || /20(?:19|20)-/.test($schema)
  const own = isNew ? new (await import('ajv/dist/2020.js')).Ajv2020(options) : new Ajv(options)
  const validate = own.compile(schema)
  return (value) => {
    if (validate(value)) return undefined
    const [problem] = validate.errors ?? []
    return `${problem?.instancePath || 'it'} ${problem?.message}`
  }
}
