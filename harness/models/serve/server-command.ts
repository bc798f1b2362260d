/** Builds the command that starts a server. */
import type { DeviceGroup } from './devices.ts'
import type { GroupSetup } from './group-setup.ts'
import type { ServerCommand } from './guarded-process.ts'
import { presetOf, type ServedAdapter } from './presets.ts'

interface Placement {
  /** A number, or what stands for it. */
  readonly port: number | string
  readonly otherPort: number | string
  readonly adapters: readonly ServedAdapter[]
  readonly devices: DeviceGroup | undefined
}

/** Variables by which a server would require a key that evalkit does not send. */
const KEYS = ['VLLM_API_KEY', 'SGLANG_API_KEY', 'LLAMA_API_KEY', 'API_KEY']

export function serverCommand(setup: GroupSetup, { port, otherPort, adapters, devices }: Placement): ServerCommand {
  const { how, program, weights, adapterPath, name } = setup
  const preset = presetOf(how)
  const values: Readonly<Record<string, string>> = {
    checkpoint: adapterPath ?? weights,
    base: weights,
    port: String(port),
    name,
  }
  const filled = how.words.map((word) => word.replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all))
  return {
    file: program,
    arguments:
      preset === undefined
        ? filled.slice(1)
        : [...preset.arguments({ checkpoint: weights, port, otherPort, name, adapters }), ...filled],
    environment: {
      ...process.env,
      ...Object.fromEntries(KEYS.map((key) => [key, undefined])),
      PYTHONUNBUFFERED: '1', // its log tells how the start is going
      ...preset?.environment,
      ...how.environment,
      ...(devices && { [devices.variable]: devices.devices.join(',') }),
    },
  }
}
