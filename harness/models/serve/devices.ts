/** Divides the visible GPUs among servers. */
import { UsageError } from '../../../results/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** GPUs of one server. */
export interface DeviceGroup {
  /** Variable that selects them. */
  readonly variable: string
  readonly devices: readonly string[]
}

/** CUDA's and ROCm's. */
const VARIABLES = ['CUDA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES']

/** An index, or the UUID of a GPU or of a slice of one. */
const DEVICE = /^(?:\d+|(?:GPU|MIG)-[\w/-]+)$/

/** What says that there is no GPU: Slurm sets `NoDevFiles`. */
const NONE = ['', '-1', 'NoDevFiles', 'none']

/**
 * The GPUs of each server: as many servers side by side as the list in `CUDA_VISIBLE_DEVICES` has room for. Without a list there is one
 * server, which sees what it sees.
 *
 * @param words flags of the server, which say how many GPUs it uses
 * @throws UsageError for a list that CUDA would not read, or that is too short for one server
 */
export function deviceGroups(environment: Environment, words: readonly string[]): readonly (DeviceGroup | undefined)[] {
  const variable = VARIABLES.find((name) => !NONE.includes(environment[name]?.trim() ?? ''))
  if (variable === undefined) return [undefined]
  const list = environment[variable]?.trim() ?? ''
  const devices = list.split(',').map((device) => device.trim())
  const wrong = devices.find((device, at) => !DEVICE.test(device) || devices.indexOf(device) !== at)
  if (wrong !== undefined) {
    const why = DEVICE.test(wrong) ? `names ${wrong} twice` : `"${wrong}" is no GPU`
    throw new UsageError(`${variable}=${list}: ${why}`, {
      hint: `Give it a list of numbers or UUIDs, as nvidia-smi -L shows them: ${variable}=0,1.`,
    })
  }
  const each = devicesPerServer(words)
  if (devices.length < each) {
    throw new UsageError(`${variable}=${list}: the server uses ${each} GPUs, and ${devices.length} is listed`, {
      hint: `List more, or lower the parallelism in --serve.`,
    })
  }
  const servers = Math.floor(devices.length / each)
  return Array.from({ length: servers }, (_, at) => ({ variable, devices: devices.slice(each * at, each * (at + 1)) }))
}

/** Spellings of vLLM, SGLang and TGI. */
const FACTORS: readonly (readonly string[])[] = [
  ['--tensor-parallel-size', '-tp', '--tp', '--tp-size', '--num-shard'],
  ['--pipeline-parallel-size', '-pp', '--pp', '--pp-size'],
  ['--data-parallel-size', '-dp', '--dp', '--dp-size'],
]
/** llama-server: the share of each GPU, as `3,1`. */
const SHARES = ['--tensor-split', '-ts']

/** GPUs that one server uses: the product of its degrees of parallelism. */
export function devicesPerServer(words: readonly string[]): number {
  const shares = flagValue(words, SHARES)?.split(/[,/]/).length
  return FACTORS.reduce((product, names) => product * (Number(flagValue(words, names)) || 1), shares ?? 1)
}

/** The last value of a flag, as `--flag VALUE` or `--flag=VALUE`. */
function flagValue(words: readonly string[], names: readonly string[]): string | undefined {
  const values = words.flatMap((word, at) => {
    const [name = '', value] = word.split(/=(.*)/s)
    // vLLM reads underscores as dashes.
    return names.includes(name.replaceAll('_', '-')) ? [value ?? words[at + 1]] : []
  })
  return values.at(-1)
}
