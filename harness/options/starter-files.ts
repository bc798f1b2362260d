/** Starter files of a project: a config to fill in, and a workflow that gates pull requests. */
import { readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StoreError } from '../../results/errors.ts'
import { makeFolder } from '../../results/store/make-folder.ts'
import { VERSION } from '../lib/version.ts'

const CONFIG = `# evalkit: models, settings, and the policy of the gate. Flags override this file.
# All keys: evalkit schema config

models:
  # A name for --model and --baseline: provider/model[@URL]. API keys belong in variables such as OPENAI_API_KEY, never in this file.
  base: vllm/my-base-model@http://localhost:8000/v1
  sft:
    model: vllm/my-fine-tune@http://localhost:8001/v1
    # version: checkpoint-1200       # tells checkpoints behind one address apart
    # api: completions               # for a base model without a chat template
    # generation: { temperature: 0.6, topP: 0.95 }

# dataDir: ../datasets               # a local mirror of the data sets
# runsDir: evalkit-runs
# maxConnections: 64                 # requests in flight at most; adaptive by default

# Prices per million tokens, by the model's name at its server: for costs in tables, plan and --max-cost.
# prices:
#   gpt-4.1: { input: 2, output: 8 }
# currency: USD

# See what these margins can detect before you rely on them: evalkit plan gsm8k humaneval
gate:
  alpha: 0.05                        # one-sided
  inconclusive: fail                 # or warn
  benchmarks:
    gsm8k: { margin: 2.5, tier: required }      # tolerated loss in points; required: must have been run
    humaneval: { margin: 8, tier: required }
    # mt-bench: { margin: 0.6, tier: advisory } # shown, and not part of the exit code
`

const WORKFLOW = `# Gates the model of a pull request against the stored baseline @main, and comments on the pull request.
# Before the first run: evalkit baseline set main gsm8k humaneval --model sft, and commit evalkit-baselines.json.
name: evalkit

on:
  pull_request:
  merge_group:
  workflow_dispatch:

permissions:
  contents: read
  pull-requests: write               # for the comment

jobs:
  gate:
    runs-on: ubuntu-latest           # or a runner of your own that reaches the model's server
    timeout-minutes: 120
    env:
      ARTIFACT: evalkit-report-gate-\${{ strategy.job-index }} # a name for each leg, in case you add a matrix
      EVALKIT_MATRIX: \${{ toJSON(matrix) }}                    # and a comment for each leg
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      # Gating one checkpoint repeatedly would let a worse one pass by luck, so looks are counted in a file that the cache keeps.
      - uses: actions/cache/restore@v4
        with:
          path: evalkit-looks.jsonl
          key: evalkit-looks-\${{ github.run_id }}-\${{ github.run_attempt }}
          restore-keys: evalkit-looks-
      # Exit codes: 0 passed, 2 usage or config error, 3 incomplete (infrastructure), 10 regressed, 11 inconclusive, 12 not comparable.
      - name: Run and gate
        # --model-version: replace the commit by the checkpoint's own name if it has one.
        run: >-
          npx --yes evalkit@${VERSION} run gsm8k humaneval --model sft --baseline @main --gate --looks evalkit-looks.jsonl
          --model-version "$CHECKPOINT"
        env:
          CHECKPOINT: \${{ github.event.pull_request.head.sha || github.sha }}
          OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
      - uses: actions/cache/save@v4
        if: \${{ !cancelled() && hashFiles('evalkit-looks.jsonl') != '' }}
        with:
          path: evalkit-looks.jsonl
          key: evalkit-looks-\${{ github.run_id }}-\${{ github.run_attempt }}
      - name: Report
        if: \${{ !cancelled() }}
        # The step above has written the summary and the annotations. A fork's pull request has no permission to comment.
        run: >-
          env -u GITHUB_STEP_SUMMARY -u GITHUB_ACTIONS
          npx --yes evalkit@${VERSION} report @main evalkit-runs/*/ --looks evalkit-looks.jsonl -o report.md -o report.html -o report.xml
          \${{ github.event.pull_request.head.repo.full_name == github.repository && '--github-comment --comment-artifact "$ARTIFACT"' || '' }}
        env:
          GITHUB_TOKEN: \${{ github.token }}
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: \${{ env.ARTIFACT }}
          path: report.*
          overwrite: true              # of an earlier attempt
`

const FILES: readonly (readonly [file: string, text: string])[] = [
  ['evalkit.config.yaml', CONFIG],
  ['.github/workflows/evalkit.yml', WORKFLOW],
]

export interface StarterFile {
  readonly file: string
  /** The existing file, which was left unchanged; absent: the file was written. */
  readonly instead?: string
}

/** Writes the files that do not exist yet. @throws StoreError for a file that cannot be written */
export async function writeStarterFiles(folder: string): Promise<StarterFile[]> {
  const written: StarterFile[] = []
  for (const [file, text] of FILES) {
    const other = await sameWithAnotherEnding(folder, file)
    if (other !== undefined) written.push({ file, instead: other })
    else written.push((await writeNew(join(folder, file), text)) ? { file } : { file, instead: file })
  }
  return written
}

/** Finds an existing config in any format, such as `evalkit.config.ts`. */
async function sameWithAnotherEnding(folder: string, file: string): Promise<string | undefined> {
  const stem = (name: string) => name.replace(/\.(ya?ml|json|ts)$/, '')
  const there = await readdir(join(folder, dirname(file))).catch(() => [])
  const found = there.find((name) => stem(join(dirname(file), name)) === stem(file) && name !== stem(name))
  return found === undefined ? undefined : join(dirname(file), found)
}

/** @returns false when the file exists */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await makeFolder(dirname(path))
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new StoreError(`${path}: cannot be written: ${(error as Error).message}`, { cause: error })
  }
}
