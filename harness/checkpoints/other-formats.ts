/** Recognizes weights in formats that are not served as they are. */
import { join } from 'node:path'
import { type Listing, listFolder } from './files.ts'

/** Files beside the weights that a trainer needs to continue, often larger than they are. */
export const TRAINER_FILES =
  /^(?:optimizer|scheduler|scaler|training_args|rng_state.*|.*_optim_states|random_states.*)\.(?:bin|pt|pth|pkl)$/

const FORMATS: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [/^adapter_model\.bin$/, 'Have the trainer write safetensors (save_safetensors: true).'],
  [/^pytorch_model.*\.bin(?:\.index\.json)?$/, 'Have the trainer write safetensors (save_safetensors: true).'],
  [
    /_model_states\.pt$/,
    'These are DeepSpeed states: gather the weights when saving (stage3_gather_16bit_weights_on_model_save), or run zero_to_fp32.py.',
  ],
  [/\.distcp$/, 'This is a distributed checkpoint: save a full state dict, or convert it to safetensors.'],
  [/^model_optim_rng\.pt$/, 'This is a Megatron checkpoint: export it to the Hugging Face format.'],
  [/^_CHECKPOINT_METADATA$/, 'This is an Orbax checkpoint: convert it to the Hugging Face format with safetensors.'],
  [/\.(?:pt|pth|ckpt|bin|msgpack|h5|nemo)$/, 'Convert it to the Hugging Face format with safetensors.'],
]

const remedyFor = (name: string) =>
  TRAINER_FILES.test(name) ? undefined : FORMATS.find(([pattern]) => pattern.test(name))?.[1]

/** Whether a file has weights in such a format. */
export const isOtherFormat = (name: string): boolean => remedyFor(name) !== undefined

/** @returns why a file is no checkpoint, and what to do, as two sentences */
export const notServed = (name: string): string =>
  `it is neither a folder nor a GGUF file. ${remedyFor(name) ?? 'Name the folder that a trainer wrote, such as out/checkpoint-500.'}`

/**
 * @returns what was found and what to do, as two sentences; undefined where no such file is in the folder or below it
 * @throws the system's error where the folder is gone
 */
export async function otherFormatIn(folder: Listing, depth = 2): Promise<string | undefined> {
  for (const name of folder.files.keys()) {
    const remedy = remedyFor(name)
    if (remedy !== undefined) return `its weights are in ${name}. ${remedy}`
  }
  if (depth === 0) return undefined
  for (const name of folder.folders) {
    const found = await otherFormatIn(await listFolder(join(folder.path, name)), depth - 1)
    if (found !== undefined) return found
  }
  return undefined
}
