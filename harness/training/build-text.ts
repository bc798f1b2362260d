/** What is said at the terminal of a finished build. */

import { join } from 'node:path'
import { plainTable } from '../../results/report/forms/terminal.ts'
import type { BuildManifest } from './build-manifest.ts'
import { DROP_REASONS, type DropReason } from './exclusion-reasons.ts'
import { DATA_CARD } from './folder.ts'

export function buildText(
  folder: string,
  { kept, dropped, prompts, variants, files, overlap, settings, teacher }: BuildManifest,
): string {
  const rows = Object.entries(variants).map(([variant, { tokens, characters }]) => {
    const [train, validation] = [`${variant}.jsonl`, `${variant}.validation.jsonl`].map((name) => files[name]?.records)
    const length = tokens === undefined ? `${Math.round(characters.mean)} chars` : `~${Math.round(tokens.mean)}`
    return [join(folder, `${variant}.jsonl`), String(train ?? 0), String(validation ?? 0), length]
  })
  const reasons = (Object.keys(DROP_REASONS) as DropReason[]).filter((reason) => dropped[reason] !== undefined)
  return [
    plainTable(['variant', 'train', 'validation', 'tokens a response'], rows),
    '',
    `${kept.prompts} of ${prompts.selected} prompts, in the same order in each.`,
    ...reasons.map((reason) => `  ${String(dropped[reason]).padStart(6)}  ${reason}: ${DROP_REASONS[reason]}`),
    ...(teacher.notNeeded === undefined
      ? []
      : [
          '',
          `${teacher.notNeeded} further answers were not asked for: their prompts had a good one (--keep best or all asks for them).`,
        ]),
    ...(overlap.prompts > 0 && !settings.decontaminate
      ? [
          '',
          `${overlap.prompts} ${overlap.prompts === 1 ? 'prompt holds' : 'prompts hold'} some of a benchmark (${Object.keys(overlap.samples).join(', ')}): --decontaminate takes ${overlap.prompts === 1 ? 'it' : 'them'} out.`,
        ]
      : []),
    ...(overlap.notLookedFor.length > 0
      ? ['', `Not looked for in the prompts, as their data is not on this machine: ${overlap.notLookedFor.join(', ')}.`]
      : []),
    '',
    `All of it, and why each record is not there: ${join(folder, DATA_CARD)}`,
  ].join('\n')
}
