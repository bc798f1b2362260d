/** Renders messages with the chat template of a GGUF file. */
import { basename } from 'node:path'
import type { LlamaModel } from 'node-llama-cpp'
import { ModelError, UsageError } from '../../../results/errors.ts'
import type { Message } from '../../../results/schema/schema.ts'

/** @param variables settings of the template, such as `enable_thinking` */
export type RenderChat = (messages: readonly Message[], variables?: Readonly<Record<string, unknown>>) => string

const ASK_AS_TEXT = 'Ask the model for completions of plain text: --api completions'

/** Parsed templates by source: they are large, and one template renders all prompts. */
const compiled = new WeakMap<LlamaModel, RenderChat>()

/** @throws UsageError when the file has no template, or one that cannot be parsed */
export async function chatTemplateOf(model: LlamaModel, path: string): Promise<RenderChat> {
  const known = compiled.get(model)
  if (known !== undefined) return known
  const source: unknown = model.fileInfo.metadata.tokenizer?.chat_template
  if (typeof source !== 'string') throw new UsageError(`${path}: the file has no chat template`, { hint: ASK_AS_TEXT })
  const { bosString, eosString } = model.tokens
  const render = await compileChatTemplate(source, { bos_token: bosString ?? '', eos_token: eosString ?? '' }, path)
  compiled.set(model, render)
  return render
}

/** Functions of templates: `strftime_now` gives today's date, as servers do. */
export async function compileChatTemplate(
  source: string,
  tokens: { readonly bos_token: string; readonly eos_token: string },
  path: string,
): Promise<RenderChat> {
  const { Template } = await import('@huggingface/jinja')
  const template = orThrow(
    () => new Template(source),
    (error) =>
      new UsageError(`${path}: its chat template cannot be read: ${error.message}`, {
        hint: ASK_AS_TEXT,
        cause: error,
      }),
  )
  return (messages, variables = {}) =>
    orThrow(
      () => template.render({ ...tokens, add_generation_prompt: true, ...variables, messages }),
      (error) =>
        new ModelError(`${basename(path)}: its chat template refuses the conversation: ${error.message}`, {
          fatal: true,
          hint: `It may know no system message (--system). ${ASK_AS_TEXT}`,
          cause: error,
        }),
    )
}

function orThrow<Value>(compute: () => Value, explain: (error: Error) => Error): Value {
  try {
    return compute()
  } catch (error) {
    throw explain(error as Error)
  }
}
