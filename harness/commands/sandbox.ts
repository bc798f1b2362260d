/** `evalkit sandbox test`: checks the sandbox of this machine with correct, wrong and hostile programs. */
import { humanevalSolutions } from '../../benchmarks/data/humaneval-solutions.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { sandboxText } from '../../results/report/sandbox.ts'
import { ATTACKS } from '../../sandboxes/test-programs/attacks.ts'
import { OWN_PROBLEMS } from '../../sandboxes/test-programs/problems.ts'
import { note, print, textOptions } from '../lib/terminal.ts'
import { defineCommand } from '../options/command.ts'
import { ENGINES, openEngine } from '../options/sandbox-engines.ts'
import { findLocations, JSON_FLAG, LOCATION_FLAGS, type Locations, SANDBOX_FLAG } from '../options/settings.ts'
import { type SandboxTest, testSandbox } from '../sandbox-test/sandbox-test.ts'

export const command = defineCommand({
  usage: 'sandbox <action>',
  about:
    'test: run correct, wrong and hostile programs in the sandbox. Every correct one must pass, no other may, and none may affect the next. ' +
    'Takes about a minute, sends no request and downloads nothing.\n' +
    'Exit codes: 0 everything holds, 3 something does not.',
  positionals: { action: { type: 'string', values: ['test'], describe: 'test' } },
  flags: {
    sandbox: SANDBOX_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [['evalkit sandbox test', 'before the first run of model-written code']],

  async run(args) {
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
    print(args.json === true ? JSON.stringify(facts, null, 2) : `\n${sandboxText(facts, textOptions())}`)
    return facts.holds ? EXIT.ok : EXIT.incomplete
  },
})

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
