/** `evalkit sandbox test`: checks the sandbox of this machine with correct, wrong and hostile programs. */

import { humanevalSolutions } from '../../benchmarks/data/humaneval-solutions.ts'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { sandboxText } from '../../results/report/sandbox.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { ATTACKS } from '../../sandboxes/test-programs/attacks.ts'
import { OWN_PROBLEMS } from '../../sandboxes/test-programs/problems.ts'
import { note, print, textOptions } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { ENGINES } from '../options/engine-names.ts'
import { openEngine } from '../options/sandbox-engines.ts'
import { findLocations, type Locations } from '../options/settings.ts'
import { type SandboxTest, testSandbox } from '../sandbox-test/sandbox-test.ts'
import type { command } from './declarations/sandbox.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  if (args.action !== 'test') {
    throw new UsageError(`sandbox ${args.action}: unknown action`, { hint: 'Run: evalkit sandbox test' })
  }
  const locations = await findLocations(args)
  const engine = args.sandbox ?? locations.config.sandbox ?? ENGINES[0]
  const startedAt = performance.now()
  const facts = await testSandbox({
    open: (workers) =>
      openEngine(engine, { cacheDir: locations.data.cacheDir, ...(workers !== undefined && { workers }) }),
    attacks: engine === 'isolate' ? ATTACKS : ATTACKS.filter(({ isolateOnly }) => isolateOnly !== true),
    ...(await programs(locations, args['data-dir'] !== undefined)),
    onStage: (text) => note(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(3)} s  ${text}`),
  })
  print(args.json === true ? jsonText(facts, 2) : drawn(facts, (facts) => `\n${sandboxText(facts, textOptions())}`))
  return facts.holds ? EXIT.ok : EXIT.incomplete
}

/** The problems of HumanEval where its data is on this machine, and evalkit's own otherwise. */
async function programs(locations: Locations, required: boolean): Promise<Pick<SandboxTest, 'problems' | 'source'>> {
  const solutions = await humanevalSolutions(locations.data, required)
  if (solutions !== undefined) {
    return { problems: solutions, source: `the ${solutions.length} problems of HumanEval, with its own solutions` }
  }
  return {
    problems: OWN_PROBLEMS,
    source: `${OWN_PROBLEMS.length} problems of evalkit's own; to use those of HumanEval, fetch them with: evalkit data pull humaneval`,
  }
}
