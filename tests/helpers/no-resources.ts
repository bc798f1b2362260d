import type { OpenResources } from '../../harness/trial/resources.ts'

/** For scorers that need nothing. */
export const NO_RESOURCES = {} as OpenResources
