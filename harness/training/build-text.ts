/** The terminal output of a finished build. */

import { join } from 'node:path'
import { plainTable } from '../../results/report/forms/terminal.ts'
import type { BuildManifest } from './build-manifest.ts'
import { EXCLUSION_REASONS, type ExclusionReason } from './exclusion-reasons.ts'
import { DATA_CARD } from './folder.ts'

/** @param folder output folder, as it was given on the command line */
export function buildText(
  folder: string,
  { kept, dropped, prompts, variants, files, overlap, settings, teacher }: BuildManifest,
): string {
  const rows = Object.entries(variants).map(([variant, { tokens, characters }]) => {
    const [train, validation] = [`${variant}.jsonl`, `${variant}.validation.jsonl`].map((name) => files[name]?.records)
    const length = tokens === undefined ? `${Math.round(characters.mean)} chars` : `~${Math.round(tokens.mean)}`
    return [join(folder, `${variant}.jsonl`), String(train ?? 0), String(validation ?? 0), length]
  })
  const reasons = (Object.keys(EXCLUSION_REASONS) as ExclusionReason[]).filter(
    (reason) => dropped[reason] !== undefined,
  )
  return [
    plainTable(['variant', 'train', 'validation', 'tokens per response'], rows),
    '',
    `${kept.prompts} of ${prompts.selected} prompts were kept, in the same order in each variant.`,
    ...reasons.map((reason) => `  ${String(dropped[reason]).padStart(6)}  ${reason}: ${EXCLUSION_REASONS[reason]}`),
    ...(teacher.notNeeded === undefined
      ? []
      : [
          '',
          `${teacher.notNeeded} answers were not requested, because their prompts already had a good one (--keep best or all requests them).`,
        ]),
    ...(overlap.prompts > 0 && !settings.decontaminate
      ? [
          '',
          `${overlap.prompts} ${overlap.prompts === 1 ? 'prompt overlaps' : 'prompts overlap'} with benchmarks (${Object.keys(overlap.samples).join(', ')}): --decontaminate removes ${overlap.prompts === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...(overlap.notLookedFor.length > 0
      ? [
          '',
          `Not searched for in the prompts, because their data is not on this machine: ${overlap.notLookedFor.join(', ')}.`,
        ]
      : []),
    '',
    `Sources, settings and the reason for each excluded record: ${join(folder, DATA_CARD)}`,
  ].join('\n')
}
