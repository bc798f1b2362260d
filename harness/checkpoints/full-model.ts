/** Checkpoints with full weights: config.json, a tokenizer and safetensors files. */
import { foreign, incomplete } from './checkpoint.ts'
import type { Contents } from './contents.ts'
import type { Listing } from './files.ts'
import type { IdentifiedFile } from './identity.ts'
import { readJson, readWeights } from './weights-folder.ts'

/** Any of these holds a vocabulary. */
const VOCABULARY = /^(?:tokenizer\.json|.*\.model|vocab\.(?:json|txt)|tekken\.json|.*\.tiktoken)$/

/** What changes a model's replies besides its weights. */
const SETTINGS = /^(?:config|generation_config|tokenizer_config|special_tokens_map|added_tokens|chat_template)\.json$/
const TEMPLATE = /\.jinja$/

/** @throws Unreadable where anything is missing or cut short; the system's error where a file is gone */
export async function readFullModel(folder: Listing): Promise<Contents> {
  const config = await readJson(folder, 'config.json')
  if (config.model_type === undefined && config.architectures === undefined) {
    throw foreign('its config.json names neither model_type nor architectures')
  }
  const weights = await readWeights(folder)
  if (![...folder.files.keys()].some((name) => VOCABULARY.test(name))) {
    throw incomplete('it has weights but no tokenizer; a trainer saves it when it is given one (processing_class)')
  }
  const settings = settingsOf(folder)
  for (const { name } of settings) if (name.endsWith('.json')) await readJson(folder, name)
  const bytes = weights.reduce((sum, { size }) => sum + size, 0)
  return { facts: { path: folder.path, kind: 'full', bytes }, folder, files: [...weights, ...settings] }
}

/** Tokenizer, template and other settings of a folder. */
export const settingsOf = ({ files }: Listing): IdentifiedFile[] =>
  [...files.values()].filter(({ name }) => [VOCABULARY, SETTINGS, TEMPLATE].some((pattern) => pattern.test(name)))
