/** All checks of a comparison, most severe first. */

import { UsageError } from '../../errors.ts'
import { nearest } from '../../names.ts'
import type { FailedCheck } from '../../schema/comparison.ts'
import { cachedReplies } from './cached-replies.ts'
import { chatTemplate } from './chat-template.ts'
import type { Check, CheckedPair } from './check.ts'
import { collapsedLength } from './collapsed-length.ts'
import { empty } from './empty.ts'
import { identicalReplies } from './identical-replies.ts'
import { judgeFamily } from './judge-family.ts'
import { judgeIsCandidate } from './judge-is-candidate.ts'
import { loops } from './loops.ts'
import { refused } from './refused.ts'
import { runOn } from './run-on.ts'
import { sameAnswer } from './same-answer.ts'
import { sameModel } from './same-model.ts'
import { servedModel } from './served-model.ts'
import { severalModels } from './several-models.ts'
import { sharedModel } from './shared-model.ts'
import { systemPrompt } from './system-prompt.ts'
import { templateTokens } from './template-tokens.ts'
import { truncated } from './truncated.ts'
import { unanswered } from './unanswered.ts'

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
