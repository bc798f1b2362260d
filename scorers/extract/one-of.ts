/** Joins alternatives of a regex, so that each can be on a line of its own with an example beside it. */
export const oneOf = (...branches: readonly RegExp[]): string =>
  `(?:${branches.map((branch) => branch.source).join('|')})`
