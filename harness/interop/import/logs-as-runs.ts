/** Replaces logs of other tools, among the runs that a command was given, by run folders made of them. */
import type { DataOptions } from '../../../benchmarks/data/dataset.ts'
import { type FinishedRun, holdsNoRun, isThere } from '../../../results/store/read.ts'
import { line } from '../../../results/visible.ts'
import { note } from '../../lib/terminal.ts'
import { isReference } from '../../options/run-references.ts'
import type { ForeignRun, ReadOptions } from '../read/foreign.ts'
import { foreignRuns, holdsForeignLog } from '../read/tools.ts'
import { importCached } from './import-cache.ts'
import type { ImportOptions } from './import-run.ts'
import { labelOf, labelsOfPaths } from './labels.ts'

interface Named {
  readonly text: string
  /** Absent for what is no log. */
  readonly runs?: readonly ForeignRun[]
}

/**
 * @returns for each text the run folders that it stands for: of a log, the first filter of each task; of anything else, itself
 * @throws InteropError for a log that cannot be read; StoreError where a run cannot be written
 */
export async function logsAsRuns(
  texts: readonly string[],
  data: DataOptions,
  options: ReadOptions = {},
): Promise<(readonly string[])[]> {
  const named: Named[] = []
  const told = new Set<string>()
  for (const text of texts) {
    if (!(await isLog(text))) {
      named.push({ text })
      continue
    }
    const chosen = oneOfEachTask(await foreignRuns(text, options))
    named.push({ text, runs: chosen.map(({ run }) => run) })
    for (const { notes } of chosen) for (const words of notes) told.add(words)
  }
  for (const { runs = [] } of named) {
    for (const { task, model, notes } of runs) for (const words of notes) told.add(`${task}, ${model.name}: ${words}`)
  }
  for (const words of told) note(line`${words}`)
  const label = labelling(named)
  const made = await importAll(named, (run, text) => ({ label: label(run, text), data }))
  const shared = tasksOfOneBenchmark(made)
  const all =
    shared.size === 0
      ? made
      : await importAll(named, (run, text) => ({ label: label(run, text), data, asTask: shared.has(run.task) }))
  return named.map(({ text, runs }, at) => (runs === undefined ? [text] : (all[at] ?? []).map(({ folder }) => folder)))
}

async function importAll(
  named: readonly Named[],
  optionsOf: (run: ForeignRun, text: string) => ImportOptions,
): Promise<FinishedRun[][]> {
  const made: FinishedRun[][] = []
  for (const { text, runs = [] } of named) {
    const imported = []
    for (const run of runs) imported.push(await importCached(run, optionsOf(run, text)))
    made.push(imported)
  }
  return made
}

/** Tasks of one model that ask one benchmark, such as gsm8k and gsm8k_cot: each is then told by its own name. */
function tasksOfOneBenchmark(made: readonly (readonly FinishedRun[])[]): ReadonlySet<string> {
  const tasks = made.flatMap((runs) => {
    const groups = Map.groupBy(runs, ({ manifest }) => `${manifest.model.label}\n${manifest.benchmark.name}`)
    const several = [...groups.values()].filter(({ length }) => length > 1)
    return several.flat().flatMap(({ manifest }) => manifest.imported?.task ?? [])
  })
  return new Set(tasks)
}

const isLog = async (text: string) =>
  !isReference(text) && (await isThere(text)) && (await holdsNoRun(text)) && (await holdsForeignLog(text))

interface ChosenRun {
  readonly run: ForeignRun
  /** What the log holds beside it. */
  readonly notes: readonly string[]
}

/** The newest evaluation of each model and task, by the filter that its task names first. */
function oneOfEachTask(runs: readonly ForeignRun[]): ChosenRun[] {
  const groups = Map.groupBy(runs, ({ model, task }) => `${model.name}\n${task}`)
  return [...groups.values()].flatMap((alike) => {
    const newest = alike
      .map(({ startedAt = '' }) => startedAt)
      .sort()
      .at(-1)
    const [run, ...others] = alike.filter(({ startedAt = '' }) => startedAt === newest)
    if (run === undefined) return []
    const filters = others.flatMap(({ filter }) => filter ?? [])
    const notes = [
      ...(filters.length > 0
        ? [`${run.task}: by ${run.filter}, with ${filters.join(', ')} beside it; --filter names another`]
        : []),
      ...(alike.length > others.length + 1
        ? [`${run.task}: of several evaluations of ${run.model.name}, the newest counts, of ${newest}`]
        : []),
    ]
    return [{ run, notes }]
  })
}

/** By the model's name in the log; by the paths, where two of them have a model of one name. */
function labelling(named: readonly Named[]): (run: ForeignRun, path: string) => string {
  const logs = named.filter(({ runs }) => runs !== undefined)
  const names = logs.map(({ runs = [] }) => new Set(runs.map(({ model }) => labelOf(model.name))))
  const all = names.flatMap((set) => [...set])
  if (new Set(all).size === all.length) return ({ model }) => labelOf(model.name)
  const paths = labelsOfPaths(logs.map(({ text }) => text))
  return ({ model }, path) => {
    const at = logs.findIndex(({ text }) => text === path)
    const own = paths[at] ?? labelOf(model.name)
    return (names[at]?.size ?? 1) === 1 ? own : `${own}-${labelOf(model.name)}`
  }
}
