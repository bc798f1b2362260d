/** The judges of a command. */
import type { ModelOptions } from '../models/open.ts'
import type { Config } from '../options/config-schema.ts'
import type { JudgingFlags } from '../options/judge-flags.ts'
import { JudgePool, type JudgeSettings } from '../trial/judges.ts'
import { retryNotes } from './retry-notes.ts'

/** @param model settings of their requests, except for their own connections */
export function openJudges(
  { connections, ...flags }: JudgingFlags,
  config: Config,
  model: Omit<ModelOptions, 'api'>,
  wrap?: JudgeSettings['wrap'],
): JudgePool {
  const options = { ...retryNotes(), ...(connections !== undefined && { connections }), ...model }
  return new JudgePool({ ...flags, config, model: options, ...(wrap && { wrap }) })
}
