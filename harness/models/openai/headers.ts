/** Custom headers, for gateways. Their values are secret, like keys. */
import { UsageError } from '../../../results/errors.ts'

/** Name → value, where `${NAME}` stands for an environment variable. */
export type HeaderTemplates = Readonly<Record<string, string>>

interface HeaderFlag {
  /** Label of the model; absent: all models. */
  readonly label?: string
  readonly name: string
  readonly template: string
}

/** Headers that evalkit sets itself. */
const OURS = ['content-length', 'content-type', 'transfer-encoding', 'connection', 'host', 'accept-encoding', 'expect']

/** Parses `Name: value` and `label=Name: value`. @throws UsageError, without repeating possible secrets */
export function parseHeaderFlag(text: string): HeaderFlag {
  const [, label, name, template] = /^(?:([\w.-]+)=)?([^\s:=]+):\s*(.+)$/s.exec(text) ?? []
  if (name === undefined || template === undefined) {
    throw new UsageError('--header: requires a name, a colon and a value', {
      hint: `As in --header 'X-Gateway-Token: \${GATEWAY_TOKEN}'; for one of several models --header 'LABEL=Name: value'.`,
    })
  }
  return { name, template, ...(label !== undefined && { label }) }
}

/**
 * @returns headers with lower-case names and expanded values
 * @throws UsageError for an unset variable or an invalid header; the message contains no value
 */
export function resolveHeaders(
  templates: HeaderTemplates,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
        throw new UsageError(`header ${JSON.stringify(name)}: not a valid header name`)
      const lower = name.toLowerCase()
      if (OURS.includes(lower)) throw new UsageError(`header ${name}: is set by evalkit itself`)
      const odd = /\$\{[^}]*\}?/.exec(template.replaceAll(VARIABLE, ''))?.[0]
      if (odd !== undefined)
        throw new UsageError(`header ${name}: ${odd.slice(0, 2)}…} does not hold the name of a variable`, {
          hint: `Names have letters, digits and _, as in \${GATEWAY_TOKEN}.`,
        })
      const value = template.replaceAll(VARIABLE, (_, variable: string) => {
        const found = Object.hasOwn(env, variable) ? env[variable]?.trim() : undefined
        if (found) return found
        throw new UsageError(`header ${name}: ${variable} is not set`, { hint: `Set ${variable} in the environment.` })
      })
      if (/^[\x20-\x7e]+$/.test(value)) return [lower, value]
      throw new UsageError(`header ${name}: its value is empty, or contains line ends or non-ASCII characters`)
    }),
  )
}

/** Hides the value of `--header 'Name: value'`, except for names of variables. */
export function withoutHeaderValue(text: string): string {
  const [, head, value] = /^([^:]*:\s*)(.*)$/s.exec(text) ?? []
  if (head === undefined || value === undefined) return '…'
  return head + (/^\w{0,10} ?\$\{\w+\}$/.test(value) ? value : '…')
}

const VARIABLE = /\$\{(\w+)\}/g
