/** All checks of a comparison, most severe first. */

import { UsageError } from '../../errors.ts'
import { nearest } from '../../names.ts'
import type { FailedCheck } from '../../schema/comparison.ts'
import { cachedReplies } from './cached-replies.ts'
import type { Check, CheckedPair } from './check.ts'
import { collapsedLength } from './collapsed-length.ts'
import { judgeFamily, judgeIsCandidate } from './judges.ts'
import { identicalReplies, sameModel } from './measured-twice.ts'
import { chatTemplate, systemPrompt } from './prompts.ts'
import { sameAnswer } from './same-answer.ts'
import { servedModel, severalModels, sharedModel } from './served-models.ts'
import { empty, loops, refused, runOn, truncated, unanswered } from './spoiled-replies.ts'
import { templateTokens } from './template-tokens.ts'

export const CHECKS: readonly Check[] = [
  sharedModel,
  servedModel,
  severalModels,
  sameModel,
  identicalReplies,
  empty,
  sameAnswer,
  loops,
  templateTokens,
  runOn,
  unanswered,
  truncated,
  refused,
  collapsedLength,
  chatTemplate,
  systemPrompt,
  judgeIsCandidate,
  judgeFamily,
  cachedReplies,
]

/**
 * @param accept names of checks that may fail
 * @returns those that failed, in the order of `CHECKS`
 */
export function failedChecks(pair: CheckedPair, accept: readonly string[] = []): FailedCheck[] {
  return CHECKS.flatMap(({ name, instead, find }) => {
    const found = find(pair)
    if (found === undefined) return []
    return [{ check: name, instead, found, ...(accept.includes(name) && { accepted: true as const }) }]
  })
}

const NAMES: readonly string[] = CHECKS.map(({ name }) => name)

/** @throws UsageError for a check that there is not */
export function requireChecks(names: readonly string[], where: string): void {
  const unknown = names.find((name) => !NAMES.includes(name))
  if (unknown === undefined) return
  throw new UsageError(`${where} ${unknown}: no such check`, {
    hint: `${nearest(unknown, NAMES)}There are: ${NAMES.join(', ')}.`,
  })
}
