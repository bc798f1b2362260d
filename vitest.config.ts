import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const CORES = availableParallelism()

/** Files whose tests start many processes, the longest first: at the end, one of them would keep a single core busy. */
const LONGEST = [
  'sandboxes/isolate/attacks.test.ts',
  'bin/action.test.ts',
  'harness/commands/kill.test.ts',
  'results/report/forms/html/',
  'sandboxes/',
  'docs/contributing.test.ts',
  'harness/commands/',
  'benchmarks/humaneval',
  'scorers/extract/code/',
  'results/compare/checks/honest-pairs',
  'scorers/extract/reasoning/',
  'harness/view/',
  'harness/models/serve/',
  'harness/runs/several-servers',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((path) => moduleId.includes(`/tests/${path}`))
      return at === -1 ? LONGEST.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

/** `vitest run --sequence.shuffle.files --sequence.seed=7` shuffles, which only the sequencers of vitest do. */
const isShuffled = process.argv.some((argument) => argument.startsWith('--sequence.shuffle'))

export default defineConfig({
  test: {
    // The files of one worker share their modules: importing them anew for each file took longer than most tests.
    isolate: false,
    sequence: isShuffled ? {} : { sequencer: LongestFirst },
    // By default vitest keeps a core for itself, which is half of a CI machine with two. For a quarter of their time, tests wait: for
    // processes, browsers and programs that run out of time.
    maxWorkers: Math.max(CORES - 1, Math.min(3, CORES + 1)),
    // Tests of commands start Node processes, and CI machines are slow at times.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    unstubEnvs: true,
    globalSetup: 'tests/helpers/setup-run.ts',
    setupFiles: 'tests/helpers/setup-file.ts',
    include: ['tests/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['harness/**', 'benchmarks/**', 'scorers/**', 'results/**', 'bin/**'] },
  },
})
