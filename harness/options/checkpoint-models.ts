/** Models that are checkpoints, named by the command line or the config file. */
import { defined } from '../../results/defined.ts'
import { UsageError } from '../../results/errors.ts'
import { checkpointSpec, namesCheckpoint, type Serving } from '../models/serve/checkpoint-spec.ts'
import { type ModelSpec, parseModelSpec } from '../models/spec.ts'
import type { Config } from './config-schema.ts'

interface ServeArguments {
  readonly serve?: string | undefined
  readonly 'adapter-base'?: string | undefined
  readonly 'hash-weights'?: boolean | undefined
}

export const servingOf = (args: ServeArguments): Serving =>
  defined({ serve: args.serve, base: args['adapter-base'], hashesWeights: args['hash-weights'] })

/** @throws UsageError for an invalid spec, and a checkpoint without a server */
export const specOf = (text: string, serving: Serving): ModelSpec =>
  namesCheckpoint(text, serving) ? checkpointSpec(text, serving) : parseModelSpec(text)

type Entry = Exclude<NonNullable<Config['models']>[string], string>

/** @throws UsageError for an entry with no model, or two */
export function configuredSpec(
  name: string,
  { model, checkpoint, serve, base }: Pick<Entry, 'model' | 'checkpoint' | 'serve' | 'base'>,
  serving: Serving,
): { spec: ModelSpec; text: string } {
  const text = `${name}=${checkpoint ?? model}`
  if (model !== undefined && checkpoint === undefined) return { spec: specOf(text, serving), text }
  if (model === undefined && checkpoint !== undefined) {
    // Flags win over the config.
    return { spec: checkpointSpec(text, { ...defined({ serve, base }), ...serving }), text }
  }
  const found = model === undefined ? 'neither a model nor a checkpoint' : 'both a model and a checkpoint'
  throw new UsageError(`models.${name} in the config file has ${found}`, {
    hint: `Write ${name}: { model: vllm/NAME@URL } for a server that runs, or ${name}: { checkpoint: PATH, serve: vllm } to have one started.`,
  })
}

/**
 * Tells each checkpoint of the others, one of which may be the base of an adapter.
 *
 * @throws UsageError for `--serve` without a checkpoint
 */
export function withOtherCheckpoints<Choice extends { readonly spec: ModelSpec }>(
  choices: readonly Choice[],
  { serve }: ServeArguments,
): Choice[] {
  const paths = choices.flatMap(({ spec }) => (spec.serve ? [spec.name] : []))
  if (serve !== undefined && paths.length === 0) {
    throw new UsageError(`--serve ${serve}: none of these models is a checkpoint`, {
      hint: 'Name the folder or file, as in --model sft=./out/checkpoint-1200; a server that runs already needs no --serve.',
    })
  }
  return choices.map((choice) => {
    const { spec } = choice
    if (spec.serve === undefined) return choice
    const others = paths.filter((path) => path !== spec.name)
    return { ...choice, spec: { ...spec, serve: { ...spec.serve, others } } }
  })
}
