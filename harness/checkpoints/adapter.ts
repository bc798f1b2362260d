/** Adapters as PEFT saves them: adapter_config.json and adapter_model.safetensors. */
import type { Contents } from './contents.ts'
import type { Listing } from './files.ts'
import { settingsOf } from './full-model.ts'
import { headOf, readJson } from './weights-folder.ts'

const CONFIG = 'adapter_config.json'

/** @throws Unreadable where anything is missing or cut short; the system's error where a file is gone */
export async function readAdapter(folder: Listing): Promise<Contents> {
  const config = await readJson(folder, CONFIG)
  const weights = await headOf(folder, 'adapter_model.safetensors')
  const { base_model_name_or_path: base, peft_type: method } = config
  const ranks = [config.r, ...Object.values((config.rank_pattern ?? {}) as object)].filter((rank) =>
    Number.isInteger(rank),
  )
  const settings = { name: CONFIG, size: folder.files.get(CONFIG)?.size ?? 0 }
  return {
    facts: {
      path: folder.path,
      kind: 'adapter',
      bytes: weights.size,
      ...(typeof base === 'string' && base !== '' && { base }),
      ...(typeof method === 'string' && { method }),
      ...(ranks.length > 0 && { rank: Math.max(...ranks) }),
    },
    folder,
    files: [weights, settings, ...settingsOf(folder)],
  }
}
