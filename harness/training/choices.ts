/** The values of enumerated options of a build. */

/** Variants of the response to train on, as in arXiv:2504.09639, section 2.2. */
export const VARIANTS = ['original', 'direct', 'think-summary'] as const
export type Variant = (typeof VARIANTS)[number]

/** Which of several good answers to one prompt are kept. */
export const KEEP = ['first', 'best', 'all'] as const
export type Keep = (typeof KEEP)[number]

/** What counts as a duplicate prompt; each kind includes those before it. */
export const DUPLICATE_KINDS = ['keep', 'exact', 'normalised', 'near'] as const
export type DuplicateKind = (typeof DUPLICATE_KINDS)[number]

/** Formats of training records: those of TRL and axolotl, ShareGPT, and Alpaca. */
export const FORMATS = ['messages', 'sharegpt', 'alpaca'] as const
export type Format = (typeof FORMATS)[number]
