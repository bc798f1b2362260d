/** What the servers of a checkpoint are started with. */
import type { DeviceGroup } from './devices.ts'
import type { ServeSpec } from './serve-spec.ts'

export interface GroupSetup {
  readonly how: ServeSpec
  /** The program's file. */
  readonly program: string
  /** Absolute path of the weights; of an adapter's base. */
  readonly weights: string
  /** For `{checkpoint}` and `{base}` of a command line that serves an adapter. */
  readonly adapterPath?: string
  /** As notes call it. */
  readonly label: string
  /** Name of the weights at the server. */
  readonly name: string
  readonly devices: readonly (DeviceGroup | undefined)[]
}
