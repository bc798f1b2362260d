/** What a checkpoint consists of, once everything is there. */
import type { CheckpointFacts } from './checkpoint.ts'
import type { Listing } from './files.ts'
import type { IdentifiedFile } from './identity.ts'

export interface Contents {
  readonly facts: Omit<CheckpointFacts, 'step' | 'series'>
  /** As it was listed before anything was read. */
  readonly folder: Listing
  /** The files that decide what the model replies. */
  readonly files: readonly IdentifiedFile[]
}
