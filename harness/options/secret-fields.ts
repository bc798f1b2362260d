/** Keeps keys out of request settings, which every manifest and report repeats. */
import { UsageError } from '../../results/errors.ts'

/** `api_key`, `apiKey`, `client-secret`, `Authorization`, `hf_token`; not `max_tokens`, `eos_token` or `prompt_cache_key`. */
const NAME =
  /^(?:(?:.*_)?(?:api_?key|access_key|secret_key|private_key|auth_key|subscription_key|secret|password|passwd|passphrase|authorization|credentials?|(?:access|auth|bearer|refresh|session|id|hf|api|security|security_token)_token)|key|token|auth|bearer)$/

/** Keys as their issuers make them, wherever they stand. */
const VALUE =
  /\b(?:(?:sk|pk|rk|hf|gsk|xai|r8|nvapi|ghp|gho|ghs|github_pat|glpat|xox[abps])[-_][\w-]{12,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|ey[\w-]{10,}\.ey[\w-]{10,}\.[\w-]+)|^(?:Bearer|Basic)\s+\S{6,}/

/** User and password in an address. */
const USER_INFO = /:\/\/[^\s/?#@]*@/

/** @param flag or config key, for the message @throws UsageError for what looks like a key, without repeating it */
export function refuseSecretFields(value: unknown, flag: string, path: readonly string[] = []): void {
  if (Array.isArray(value))
    for (const [at, item] of value.entries()) refuseSecretFields(item, flag, [...path, String(at)])
  else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) refuseSecretFields(field, flag, [...path, name])
  } else if (typeof value === 'string' && isSecret(path.findLast((name) => !/^\d+$/.test(name)) ?? '', value)) {
    throw new UsageError(
      `${flag}: ${path.join('.')} looks like a key or a password, which the files of every run would show`,
      {
        hint: `Leave it out. A key belongs into a variable such as EVALKIT_API_KEY, anything else that is secret into --header 'Name: \${VARIABLE}'.`,
      },
    )
  }
}

function isSecret(name: string, value: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
  return (value !== '' && NAME.test(words)) || VALUE.test(value) || USER_INFO.test(value)
}
