/** Headers of the user's own, as gateways want them. Their values are secrets, as keys are. */
import { UsageError } from '../../../results/errors.ts'

/** Name → value, where `${NAME}` stands for a variable of the environment. */
export type HeaderTemplates = Readonly<Record<string, string>>

interface HeaderFlag {
  /** Whose requests carry it; absent: those of every model asked. */
  readonly label?: string
  readonly name: string
  readonly template: string
}

/** Set from the request itself. */
const OURS = ['content-length', 'content-type', 'transfer-encoding', 'connection', 'host', 'accept-encoding', 'expect']

/** Reads `Name: value` and `label=Name: value`. @throws UsageError, which does not repeat what may be a secret */
export function parseHeaderFlag(text: string): HeaderFlag {
  const [, label, name, template] = /^(?:([\w.-]+)=)?([^\s:=]+):\s*(.+)$/s.exec(text) ?? []
  if (name === undefined || template === undefined) {
    throw new UsageError('--header: needs a name, a colon and a value', {
      hint: `As in --header 'X-Gateway-Token: \${GATEWAY_TOKEN}'; for one of several models --header 'LABEL=Name: value'.`,
    })
  }
  return { name, template, ...(label !== undefined && { label }) }
}

/**
 * @returns names in lower case, values as they are sent
 * @throws UsageError for a variable that is not set, and for what no header can be; the message holds no value
 */
export function resolveHeaders(
  templates: HeaderTemplates,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
        throw new UsageError(`header ${JSON.stringify(name)}: no name of a header`)
      const lower = name.toLowerCase()
      if (OURS.includes(lower)) throw new UsageError(`header ${name}: is set by evalkit itself`)
      const value = template.replaceAll(VARIABLE, (_, variable: string) => {
        const found = env[variable]?.trim()
        if (found) return found
        throw new UsageError(`header ${name}: ${variable} is not set`, { hint: `Set ${variable} in the environment.` })
      })
      if (/^[\x20-\x7e]+$/.test(value)) return [lower, value]
      throw new UsageError(`header ${name}: its value is empty, or holds line ends or characters beyond ASCII`)
    }),
  )
}

/** `--header 'Name: value'` with all but variables' names taken out of the value: fit to be shown. */
export function withoutHeaderValue(text: string): string {
  const [, head, value] = /^([^:]*:\s*)(.*)$/s.exec(text) ?? []
  if (head === undefined || value === undefined) return '…'
  return head + (/^\w{0,10} ?\$\{\w+\}$/.test(value) ? value : '…')
}

const VARIABLE = /\$\{(\w+)\}/g
