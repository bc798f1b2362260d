/** The forms of the Hugging Face Hub in a folder of their own; `evalkit publish` writes them into a model's repository. */
import type { FinishedRun } from '../../../results/store/read.ts'
import { evalResultsEntry, isOwnMetric, isScored, modelIndexEntry } from '../publish/huggingface.ts'
import { withEvalResults, withModelIndex } from '../publish/model-card.ts'
import { folderNameOf, publicName } from './about-run.ts'
import type { OutputFolder } from './output-folder.ts'

/**
 * Writes, for each model, `MODEL/model-index.md`, an empty model card with its results, and a file for each run of a benchmark that
 * the hub has a leaderboard for, in `MODEL/.eval_results/`. Both hold totals only. Runs without a score are left out.
 *
 * @throws StoreError where a file cannot be written
 */
export async function exportHuggingFace(runs: readonly FinishedRun[], folder: OutputFolder): Promise<void> {
  const ofModels = Map.groupBy(runs, (run) => publicName(run, runs))
  for (const [name, own] of ofModels) {
    const scored = own.filter(isScored)
    const directory = folderNameOf(name)
    const entries = scored.map((run) => ({
      value: modelIndexEntry(run),
      isOwn: (metric: unknown) => isOwnMetric(metric, run.manifest),
    }))
    const card = `${directory}/model-index.md`
    if (entries.length > 0) await folder.write(card, [withModelIndex('', card, name, entries)])
    const files = Map.groupBy(scored, ({ manifest: { benchmark, protocol } }) => `${benchmark.name}_${protocol.name}`)
    for (const [file, ofFile] of files) {
      const path = `${directory}/.eval_results/${file}.yaml`
      const results = ofFile.flatMap((run) => evalResultsEntry(run) ?? [])
      const listed = results.map((value) => ({ value, isOwn: () => false }))
      if (listed.length > 0) await folder.write(path, [withEvalResults(undefined, path, listed)])
    }
  }
}
