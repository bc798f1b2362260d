import type { Resources } from '../../scorers/scorer.ts'

/** For scorers that need nothing. */
export const NO_RESOURCES = {} as Resources
