/** Headers of a model in the config file, which may come from somebody else: they take no provider's key to another address. */
import { UsageError } from '../../results/errors.ts'
import type { HeaderTemplates } from '../models/openai/headers.ts'
import { PRESETS, type Preset } from '../models/openai/presets.ts'
import type { ModelSpec } from '../models/spec.ts'

const VARIABLE = /\$\{(\w+)\}/g

/**
 * `${NAME}` is for the address of the entry's own model, and a provider's key for that provider's address alone.
 *
 * @throws UsageError for the key of a provider that is not at the model's address
 */
export function refuseForeignKeys(spec: ModelSpec, headers: HeaderTemplates, env: NodeJS.ProcessEnv): void {
  for (const [name, template] of Object.entries(headers)) {
    for (const [, variable = ''] of template.matchAll(VARIABLE)) {
      const owner = Object.values(PRESETS).find(({ keyVariable }) => keyVariable === variable)
      const other = owner && addressesOf(spec).find((url) => !isAt(owner, url, env))
      if (owner === undefined || other === undefined) continue
      throw new UsageError(
        `config file, model ${spec.label}, header ${name}: \${${variable}} is the key of ${new URL(owner.url).host}, not of ${new URL(other).host}`,
        {
          hint: `Keep the key of ${new URL(other).host} in a variable of another name. To send this one all the same: --header '${spec.label}=${name}: \${${variable}}'`,
        },
      )
    }
  }
}

const addressesOf = ({ urls, provider, serve }: ModelSpec): readonly string[] => {
  if (serve !== undefined) return ['http://127.0.0.1/v1']
  return urls.length > 0 ? urls : [PRESETS[provider]?.url ?? []].flat()
}

function isAt({ url, urlVariable }: Preset, address: string, env: NodeJS.ProcessEnv): boolean {
  const moved = urlVariable === undefined ? undefined : env[urlVariable]
  return [url, ...(moved !== undefined && URL.canParse(moved) ? [moved] : [])].some(
    (own) => new URL(own).origin === new URL(address).origin,
  )
}
