/** `evalkit sandbox test`: what this machine's sandbox is worth. */
import { humanevalSolutions } from '../../benchmarks/humaneval-solutions.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { sandboxText } from '../../results/report/sandbox.ts'
import { ATTACKS } from '../../sandboxes/known-programs/attacks.ts'
import { OWN_PROBLEMS } from '../../sandboxes/known-programs/problems.ts'
import { defineCommand } from '../command.ts'
import { ENGINES, openEngine } from '../sandboxing/engines.ts'
import { type SandboxTest, testSandbox } from '../sandboxing/sandbox-test.ts'
import { findPlaces, PLACE_FLAGS, type Places, SANDBOX_FLAG } from '../settings.ts'
import { note, print, textOptions } from '../terminal.ts'

export const command = defineCommand({
  usage: 'sandbox <what>',
  about:
    'test: runs right, wrong and hostile programs here. All right ones must pass, no other may, and none may harm the next. ' +
    'Takes about a minute, asks no model, and fetches nothing.',
  positionals: { what: { type: 'string', describe: 'test' } },
  flags: {
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    sandbox: SANDBOX_FLAG,
    ...PLACE_FLAGS,
  },
  examples: [['evalkit sandbox test', 'exit code 0 where everything holds, 3 where something does not']],

  async run(args) {
    if (args.what !== 'test') {
      throw new UsageError(`sandbox ${args.what}: no such thing`, { hint: 'There is: evalkit sandbox test' })
    }
    const places = await findPlaces(args)
    const engine = args.sandbox ?? places.config.sandbox ?? ENGINES[0]
    const startedAt = performance.now()
    const facts = await testSandbox({
      open: (workers) =>
        openEngine(engine, { cacheDir: places.data.cacheDir, ...(workers !== undefined && { workers }) }),
      attacks: engine === 'isolate' ? ATTACKS : ATTACKS.filter(({ isolateOnly }) => isolateOnly !== true),
      ...(await programs(places, args['data-dir'] !== undefined)),
      onStage: (text) => note(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(3)} s  ${text}`),
    })
    print(args.json === true ? JSON.stringify(facts, null, 2) : `\n${sandboxText(facts, textOptions())}`)
    return facts.holds ? EXIT.ok : EXIT.incomplete
  },
})

/** HumanEval's own where it is on this machine, since a benchmark is best checked with itself. */
async function programs(places: Places, required: boolean): Promise<Pick<SandboxTest, 'problems' | 'source'>> {
  const solutions = await humanevalSolutions(places.data, required)
  if (solutions !== undefined) {
    return { problems: solutions, source: `the ${solutions.length} problems of HumanEval, with its own solutions` }
  }
  return {
    problems: OWN_PROBLEMS,
    source: `${OWN_PROBLEMS.length} problems of evalkit's own; for those of HumanEval, name a folder with --data-dir or fetch it by a first run`,
  }
}
