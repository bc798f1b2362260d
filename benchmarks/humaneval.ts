/**
 * HumanEval: complete a Python function from its signature and docstring. 164 problems, each with unit tests.
 *
 * Paper    Chen et al. 2021, arXiv:2107.03374
 * Data     openai/human-eval, HumanEval.jsonl.gz (MIT), scored as published, its known errors included
 * Metric   pass@1, by the paper's unbiased estimator
 * Differs  the default asks a chat model for a code block; programs run in a sandbox that holds no Python of the host's,
 *          and the tests run apart from the model's code (`--check in-place` for the published way)
 */
import type { Generation, ProgramTask } from '../results/schema/schema.ts'
import { type CodeForm, type UnitTestsOptions, unitTests } from '../scorers/unit-tests.ts'
import { defineBenchmark, type Protocol, type RowSchema, textRow } from './benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from './gate-sampling.ts'

/** Ours. The paper asks for steps and a Python code block as well; its wording is not given. */
const COMPLETE = 'Complete this Python function. Answer with the whole function in one Python code block.'
const STEPS =
  'Complete this Python function. Think step by step, then give the whole function in one Python code block.'

/** lm-eval 4e7e0d4, lm_eval/tasks/humaneval/humaneval.yaml: where a raw continuation has left the function. */
const LEFT_THE_FUNCTION = ['\nclass', '\ndef', '\n#', '\nif', '\nprint']

export interface HumanEvalRow {
  readonly prompt: string
  readonly test: string
  readonly entry_point: string
}

export const HUMANEVAL_ROW: RowSchema<HumanEvalRow> = textRow('task_id', 'prompt', 'entry_point', 'test')

/** human-eval's own program, without the completion. */
export const programTask = ({ prompt, test, entry_point }: HumanEvalRow): ProgramTask => ({
  language: 'python',
  prompt,
  tests: `\n${test}\ncheck(${entry_point})\n`,
  entryPoint: entry_point,
})

/** The ways in which the functions are asked for, whatever they are tested by. */
export function humanevalProtocols(
  toTask: (row: HumanEvalRow) => ProgramTask,
  options: Omit<UnitTestsOptions, 'form'> = {},
): Record<'chat' | 'completion' | 'gate' | 'paper', Protocol<HumanEvalRow>> {
  const protocol = (
    form: CodeForm,
    ask: (prompt: string) => string,
    maxTokens: number,
    sampling: Generation = { temperature: 0 },
  ) => ({
    api: form === 'chat' ? ('chat' as const) : ('completions' as const),
    generation: { ...sampling, maxTokens },
    completionStops: LEFT_THE_FUNCTION,
    scorer: unitTests({ ...options, form }),
    toSample: (row: HumanEvalRow) => ({
      turns: [ask(row.prompt)],
      prompt: row.prompt,
      program: { ...toTask(row), ...(form === 'continuation' && { stops: [...LEFT_THE_FUNCTION] }) },
    }),
  })
  return {
    chat: {
      about: 'the function to complete, answered with a code block; greedy, up to 1,024 tokens',
      ...protocol('chat', inBlock(COMPLETE), 1024),
    },
    completion: {
      about: 'the raw prompt continued, for base models, cut at lm-eval’s stops; greedy, up to 1,024 tokens',
      version: 2, // replies are cut at all five stops by evalkit; before, servers were trusted with them
      ...protocol('continuation', (prompt) => prompt, 1024),
    },
    gate: {
      about: `as chat, ${GATE_WORDS}`,
      ...protocol('chat', inBlock(COMPLETE), 1024, GATE_SAMPLING),
    },
    paper: {
      about: 'arXiv 2504.09639: greedy, up to 16,384 tokens; its prompt is not published, ours asks for a code block',
      ...protocol('chat', inBlock(STEPS), 16_384),
    },
  }
}

const inBlock = (instruction: string) => (prompt: string) =>
  `${instruction}\n\n\`\`\`python\n${prompt.trimEnd()}\n\`\`\``

export const humaneval = defineBenchmark<HumanEvalRow>({
  name: 'humaneval',
  version: 2,
  about: 'Python functions from their docstrings, 164 problems with unit tests',
  metric: 'pass@1',
  dataset: {
    test: {
      file: 'humaneval/HumanEval.jsonl.gz',
      url: 'https://github.com/openai/human-eval/raw/master/data/HumanEval.jsonl.gz',
      sha256: 'b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef',
      rows: 164,
      license: 'MIT',
    },
  },
  row: HUMANEVAL_ROW,
  protocols: humanevalProtocols(programTask),
})
