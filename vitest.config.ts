import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const CORES = availableParallelism()

/** Files whose tests start many processes, the longest first: at the end, one of them would keep a single core busy. */
const LONGEST = [
  'sandboxes/isolate/attacks.test.ts',
  'harness/commands/kill.test.ts',
  'bin/action.test.ts',
  'sandboxes/',
  'benchmarks/humaneval',
  'docs/contributing.test.ts',
  'results/report/forms/html/',
  'harness/view/',
  'harness/commands/',
  'harness/runs/several-servers',
  'scorers/extract/code/',
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
    // By default vitest keeps a core for itself, which is half of a CI machine with two.
    maxWorkers: Math.max(CORES - 1, Math.min(2, CORES)),
    // Tests of commands start Node processes, and CI machines are slow at times.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    unstubEnvs: true,
    globalSetup: 'tests/helpers/setup-run.ts',
    setupFiles: 'tests/helpers/setup-file.ts',
    include: ['tests/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['harness/**', 'benchmarks/**', 'scorers/**', 'results/**', 'bin/**'] },
  },
})
