/** JSON Schemas that users write, unlike ours in any draft and with any extension. */
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

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
export function schemaCheck(
  { $schema, ...schema }: Readonly<Record<string, unknown>>,
  pattern: (source: string) => StringTest,
): (value: unknown) => string | undefined {
  const regExp = Object.assign(pattern, { code: 'pattern' })
  const options = { strict: false, validateFormats: false, code: { regExp } } as const
  const isNew = typeof $schema !== 'string' || /20(?:19|20)-/.test($schema)
  const own = isNew ? new Ajv2020(options) : new Ajv(options)
  const validate = own.compile(schema)
  return (value) => {
    if (validate(value)) return undefined
    const [problem] = validate.errors ?? []
    return `${problem?.instancePath || 'it'} ${problem?.message}`
  }
}
