/** Finds the chat template of a checkpoint, as its own files give it. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readGguf } from '../../checkpoints/gguf-head.ts'
import { isGgufPath } from '../../checkpoints/names.ts'
import { asObject, nonEmpty, parseJson } from '../../lib/json.ts'

/**
 * - `chat_template.jinja`, as Transformers writes it today
 * - `"chat_template"` of tokenizer_config.json: a text, or a list of named ones
 * - `tokenizer.chat_template` of a GGUF file
 *
 * @returns its SHA-256; undefined where there is none
 */
export async function chatTemplateIn(path: string): Promise<string | undefined> {
  const template = isGgufPath(path)
    ? nonEmpty((await readGguf(path)).metadata.get('tokenizer.chat_template'))
    : ((await textOf(join(path, 'chat_template.jinja'))) ?? inConfig(await textOf(join(path, 'tokenizer_config.json'))))
  return template === undefined ? undefined : createHash('sha256').update(template).digest('hex')
}

const textOf = (path: string) => readFile(path, 'utf8').catch(() => undefined)

function inConfig(text = ''): string | undefined {
  const template = asObject(parseJson(text))?.chat_template
  const named = Array.isArray(template)
    ? template.map(asObject).find((one) => one?.name === 'default')?.template
    : template
  return nonEmpty(named)
}
