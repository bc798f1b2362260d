/** Escalation: runs further repeats, by plan, for benchmarks that the gate could not decide. */
import type { GateDecision, GateVerdict } from '../../results/schema/gate.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { note } from '../lib/terminal.ts'
import { runSession, type Session } from './session.ts'
import type { SessionPlan } from './session-plan.ts'

/** Reasons for INCONCLUSIVE that more repeats can resolve. */
const FOR_WANT_OF_DATA: readonly (string | undefined)[] = ['wide', 'chance', 'holm']

const isOpen = ({ verdict, tier, ground }: GateDecision) =>
  verdict === 'INCONCLUSIVE' && tier === 'required' && FOR_WANT_OF_DATA.includes(ground)

/** @returns repeats at the next stage; undefined at the last stage, and without a plan */
function nextAnswers({ manifest: { design, trialsPerSample } }: FinishedRun): number | undefined {
  if (design?.kind !== 'escalate') return undefined
  return design.answers.find((answers) => answers > trialsPerSample)
}

/**
 * @param first session with every benchmark at its first stage
 * @param decide the gate on these runs; it does not count as a look
 * @returns the session with the same runs, some of them at a later stage
 */
export async function escalate(
  first: Session,
  plan: SessionPlan,
  decide: (runs: readonly FinishedRun[]) => Promise<GateVerdict>,
): Promise<Session> {
  let { runs, failure } = first
  while (failure === undefined) {
    const { decisions } = await decide(runs)
    const step = nextStep(runs, decisions.filter(isOpen), plan)
    if (step === undefined) break
    note(step.words)
    const session = await runSession({ ...plan, ...step.plan })
    runs = runs.map((run) => session.runs.find(({ folder }) => folder === run.folder) ?? run)
    failure = session.failure
  }
  return { runs, ...(failure !== undefined && { failure }) }
}

/** Finds the first undecided benchmark that has a stage left. */
function nextStep(runs: readonly FinishedRun[], open: readonly GateDecision[], plan: SessionPlan) {
  for (const selected of plan.benchmarks) {
    const { name } = selected.benchmark
    const candidates = runs.filter(({ folder }) =>
      open.some(({ run, benchmark }) => run === folder && benchmark === name),
    )
    const [answers] = candidates.flatMap((run) => nextAnswers(run) ?? []).sort((a, b) => a - b)
    if (answers === undefined) continue
    const meant = candidates.filter((run) => nextAnswers(run) === answers)
    const labels = meant.map(({ manifest }) => manifest.model.label)
    const baseline = plan.modelChoices.find(({ isBaseline }) => isBaseline)?.spec.label
    const own = runs.filter(({ manifest }) => manifest.benchmark.name === name)
    return {
      words: `${name}: INCONCLUSIVE for ${labels.join(', ')}, as planned asking for ${answers} answers to each sample`,
      plan: {
        benchmarks: [selected],
        modelChoices: plan.modelChoices.filter(({ spec }) => spec.label === baseline || labels.includes(spec.label)),
        extend: { runs: own, answers },
      },
    }
  }
  return undefined
}
