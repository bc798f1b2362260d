/** The names of the sandbox engines. The first one is the default. */
export const ENGINES = ['isolate', 'native'] as const
export type EngineName = (typeof ENGINES)[number]
