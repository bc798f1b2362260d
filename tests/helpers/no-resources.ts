import type { OpenResources } from '../../harness/resources.ts'

/** For scorers that need nothing. */
export const NO_RESOURCES = {} as OpenResources
