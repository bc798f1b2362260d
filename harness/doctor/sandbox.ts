/** Checks whether each sandbox engine can run a program on this machine. */
import { EvalkitError } from '../../results/errors.ts'
import type { Program, Sandbox } from '../../sandboxes/sandbox.ts'
import { DOUBLE_ALL } from '../../sandboxes/test-programs/double-all.ts'
import { planWorkers, type WorkerPlan } from '../../sandboxes/workers/worker-plan.ts'
import { ENGINES, type EngineName } from '../options/engine-names.ts'
import { type EngineOptions, openEngine } from '../options/sandbox-engines.ts'
import { type Check, inTime, PATIENCE_MS } from './check.ts'

type OpenEngine = (name: EngineName, options: EngineOptions) => Promise<Sandbox>

/** @param wanted the engine in the config; absent: the default. Only this engine is needed. */
export async function checkSandboxes(
  wanted: EngineName | undefined,
  cacheDir: string,
  open: OpenEngine = openEngine,
): Promise<Check[]> {
  const needed = wanted ?? ENGINES[0]
  const checks: Check[] = []
  for (const engine of ENGINES) {
    for (const language of engine === 'isolate' ? (['javascript', 'python'] as const) : (['python'] as const)) {
      checks.push(await checkEngine(engine, language, engine === needed, cacheDir, open))
    }
  }
  return checks
}

/** Checks whether the memory that is free allows one sandbox worker per core. */
export async function checkWorkers(plan: () => Promise<WorkerPlan> = planWorkers): Promise<Check> {
  const { workers, residentMiB, shortage } = await plan()
  const about = { area: 'sandbox', name: 'workers' } as const
  if (shortage === undefined) return { ...about, status: 'ok', found: `${workers}, each with up to ${residentMiB} MiB` }
  const remedy = 'Free memory, or raise the memory limit of the container.'
  return { ...about, status: 'warning', found: shortage, remedy }
}

async function checkEngine(
  engine: EngineName,
  language: Program['language'],
  isNeeded: boolean,
  cacheDir: string,
  open: OpenEngine,
): Promise<Check> {
  const about = { area: 'sandbox', name: `${engine}, ${language === 'python' ? 'Python' : 'JavaScript'}` } as const
  try {
    const outcome = await runHere(() => open(engine, { cacheDir, workers: 1 }), language)
    if (outcome === 'passed') return { ...about, status: 'ok', found: 'ran a program' }
    const remedy = 'Check it with: evalkit sandbox test'
    if (outcome === undefined) {
      const found = `no result within ${PATIENCE_MS / 1000} s; the first start takes longer`
      return { ...about, status: 'warning', found, remedy }
    }
    return { ...about, status: isNeeded ? 'problem' : 'info', found: `a correct program ended as "${outcome}"`, remedy }
  } catch (error) {
    if (!(error instanceof EvalkitError)) throw error
    const remedy = error.hint === undefined ? {} : { remedy: error.hint }
    if (isNeeded) return { ...about, status: 'problem', found: error.message, ...remedy }
    return { ...about, status: 'info', found: `not available: ${error.message}` }
  }
}

/** @returns undefined after the time limit; the engine is closed in any case */
async function runHere(open: () => Promise<Sandbox>, language: Program['language']): Promise<string | undefined> {
  const { right, wrong: _wrong, ...task } = DOUBLE_ALL[language]
  const opening = open()
  try {
    const running = opening.then((sandbox) => sandbox.run({ ...task, check: 'split', completion: right }))
    return (await inTime(running))?.outcome
  } finally {
    opening.then((sandbox) => sandbox.close()).catch(() => undefined)
  }
}
