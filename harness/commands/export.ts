/** `evalkit export`: writes finished runs in the files of other tools. */
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { type FinishedRun, runName } from '../../results/store/read.ts'
import { line } from '../../results/visible.ts'
import { jsonText } from '../../results/words/drawn.ts'
import { count } from '../../results/words/format.ts'
import { dataSourceOf } from '../interop/export/about-run.ts'
import { exportEveryEvalEver, type Publication } from '../interop/export/every-eval-ever.ts'
import { exportHuggingFace } from '../interop/export/huggingface.ts'
import { exportInspect } from '../interop/export/inspect.ts'
import { exportLmEval } from '../interop/export/lm-eval.ts'
import { OutputFolder } from '../interop/export/output-folder.ts'
import { note, print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findRunLocations, isReference, openRuns } from '../options/run-references.ts'
import type { command } from './declarations/export.ts'

type Arguments = ArgumentsOf<typeof command>

export async function run(args: Arguments): Promise<ExitCode> {
  const named = args.run ?? []
  const reference = named.find(isReference)
  if (reference !== undefined) {
    throw new UsageError(`export ${reference}: a stored baseline keeps scores, not replies`, {
      hint: 'Name the run folders it was made from. See: evalkit baseline show',
    })
  }
  const runs = await openRuns(named, await findRunLocations({ ...args, baselines: undefined }))
  if (runs.length === 0) throw new UsageError('export requires at least one run', { hint: 'See: evalkit list runs' })
  requireEachOnce(runs)
  const folder = new OutputFolder(args.output)
  if (args.format === 'lm-eval') await exportLmEval(runs, folder)
  else if (args.format === 'huggingface') await exportHuggingFace(runs, folder)
  else if (args.format === 'inspect') for (const run of runs) await exportInspect(run, folder)
  else {
    const publications = runs.map((run) => publicationOf(run, args)) // all, before the first file is written
    for (const [index, run] of runs.entries()) {
      await exportEveryEvalEver(run, dataSourceOf(run.manifest), publications[index] as Publication, folder)
    }
  }
  for (const sentence of runs.flatMap((run) => leftOut(run, args.format))) note(sentence)
  const paths = folder.written.map(({ path }) => path)
  if (args.json) print(jsonText({ schemaVersion: SCHEMA_VERSION, folder: folder.root, files: paths }))
  else for (const path of paths) print(line`wrote ${folder.root}/${path}`)
  return EXIT.ok
}

/** @throws UsageError for a run that is named twice */
function requireEachOnce(runs: readonly FinishedRun[]): void {
  const names = runs.map(({ folder }) => runName(folder))
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) throw new UsageError(`${twice} is named twice`, { hint: 'Name each run once.' })
}

/** @throws UsageError for what the format requires and neither a flag nor the run says */
function publicationOf({ folder, manifest, summary }: FinishedRun, args: Arguments): Publication {
  if (summary.trials === 0) {
    throw new UsageError(`${runName(folder)}: no trial has a score, and the format has no word for that`, {
      hint: 'Complete the run with --resume, or leave it out.',
    })
  }
  const { organization, relationship = 'other' } = args
  const modelId = args['model-id'] ?? manifest.model.name
  if (!organization?.trim()) {
    throw new UsageError('--format every-eval-ever: who ran the evaluation is missing', {
      hint: 'Add --organization "NAME".',
    })
  }
  if (!MODEL_ID.test(modelId)) {
    const what = args['model-id'] === undefined ? `the model was requested as "${modelId}"` : `--model-id ${modelId}`
    throw new UsageError(`--format every-eval-ever: ${what}, which is not of the form developer/model`, {
      hint: 'Add its public name: --model-id DEVELOPER/MODEL.',
    })
  }
  return { modelId, organization: organization.trim(), relationship }
}

const MODEL_ID = /^[^/\s]+\/[^/\s]+$/

/** What an export does not hold, as sentences. */
function leftOut({ folder, manifest, summary }: FinishedRun, format: Arguments['format']): string[] {
  const name = runName(folder)
  const isProtected = manifest.protected !== undefined
  const missing = summary.unscored + summary.pending
  const trials = missing === 1 ? 'trial' : 'trials'
  return [
    ...(isProtected ? [`${name}: its questions are protected: totals only, no samples`] : []),
    ...(missing > 0 && !isProtected
      ? [
          format === 'inspect' && summary.pending === 0
            ? `${name}: ${count(missing)} ${trials} without a score, exported as errors`
            : `${name}: ${count(missing)} ${trials} without a score, left out and counted`,
        ]
      : []),
  ]
}
