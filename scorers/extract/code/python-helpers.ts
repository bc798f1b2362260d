/** Imports and helpers that the chosen block needs from other blocks. */
import { type Group, isStub } from './python-groups.ts'
import { textOf } from './python-lines.ts'
import { moduleGroups } from './python-source.ts'

/** `MOD = 10**9 + 7`: other assignments are likely part of an example. */
const CONSTANT = /^_?[A-Z][A-Z\d_]*$/

const isDefinition = (group: Group) =>
  group.kind === 'import' ||
  (group.kind === 'definition' && !isStub(group)) ||
  (group.kind === 'assignment' && group.names.every((name) => CONSTANT.test(name)))

const wordsOf = (text: string) => new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])

/**
 * @param others the code of the other blocks, in their order; of several definitions of a helper the last counts
 * @returns the code, after the definitions that it uses and lacks
 */
export function withHelpers(code: string, others: readonly string[], entryPoint: string): string {
  if (others.length === 0) return code
  const own = new Set(moduleGroups(code).flatMap(({ names }) => names))
  const offered = others
    .flatMap(moduleGroups)
    .filter((group) => isDefinition(group) && !group.names.includes(entryPoint))
    .filter(({ names }) => names.some((name) => !own.has(name)))
  const byName = new Map(offered.flatMap((group) => group.names.map((name) => [name, group] as const)))
  const taken = new Set<Group>()
  const wanted = wordsOf(code)
  // A set is walked to its end, which moves as helpers add what they use themselves.
  for (const name of wanted) {
    const group = own.has(name) ? undefined : byName.get(name)
    if (group === undefined || taken.has(group)) continue
    taken.add(group)
    for (const word of wordsOf(textOf(group.lines))) wanted.add(word)
  }
  if (taken.size === 0) return code
  const helpers = offered.filter((group) => taken.has(group)).map(({ lines }) => textOf(lines).trim())
  return `${helpers.join('\n\n')}\n\n\n${code}`
}
