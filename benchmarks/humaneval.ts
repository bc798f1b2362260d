/**
 * HumanEval: complete a Python function from its signature and docstring. 164 problems, each with unit tests.
 *
 * Paper    Chen et al. 2021, arXiv:2107.03374
 * Data     openai/human-eval, HumanEval.jsonl.gz (MIT), scored as published, its known errors included
 * Metric   pass@1, by the paper's unbiased estimator
 * Differs  the default asks a chat model for a code block; programs run in a sandbox that holds no Python of the host's,
 *          and the tests run apart from the model's code (`--check in-place` for the published way)
 */
import type { ProgramTask } from '../results/schema.ts'
import { type CodeForm, unitTests } from '../scorers/unit-tests.ts'
import { defineBenchmark, type Protocol, textRow } from './benchmark.ts'

/** Ours. The paper asks for steps and a Python code block as well; its wording is not given. */
const COMPLETE = 'Complete this Python function. Answer with the whole function in one Python code block.'
const STEPS =
  'Complete this Python function. Think step by step, then give the whole function in one Python code block.'

/** lm-eval 4e7e0d4, lm_eval/tasks/humaneval/humaneval.yaml: where a raw continuation has left the function. */
const LEFT_THE_FUNCTION = ['\nclass', '\ndef', '\n#', '\nif', '\nprint']

interface Row {
  readonly prompt: string
  readonly test: string
  readonly entry_point: string
}

function protocol(
  form: CodeForm,
  ask: (prompt: string) => string,
  rest: Pick<Protocol<Row>, 'about' | 'api' | 'generation'>,
): Protocol<Row> {
  return {
    ...rest,
    completionStops: LEFT_THE_FUNCTION,
    scorer: unitTests({ form }),
    toSample: (row) => ({ turns: [ask(row.prompt)], prompt: row.prompt, program: programTask(row) }),
  }
}

/** human-eval's own program, without the completion. */
export const programTask = ({ prompt, test, entry_point }: Row): ProgramTask => ({
  language: 'python',
  prompt,
  tests: `\n${test}\ncheck(${entry_point})\n`,
  entryPoint: entry_point,
})

const inBlock = (instruction: string) => (prompt: string) =>
  `${instruction}\n\n\`\`\`python\n${prompt.trimEnd()}\n\`\`\``

export const humaneval = defineBenchmark<Row>({
  name: 'humaneval',
  version: 1,
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
  row: textRow('task_id', 'prompt', 'entry_point', 'test'),
  protocols: {
    chat: protocol('chat', inBlock(COMPLETE), {
      about: 'the function to complete, answered with a code block; greedy, up to 1,024 tokens',
      api: 'chat',
      generation: { temperature: 0, maxTokens: 1024 },
    }),
    completion: protocol('continuation', (prompt) => prompt, {
      about: 'the raw prompt continued, for base models, with lm-eval’s stops; greedy, up to 1,024 tokens',
      api: 'completions',
      generation: { temperature: 0, maxTokens: 1024 },
    }),
    paper: protocol('chat', inBlock(STEPS), {
      about: 'arXiv 2504.09639: greedy, up to 16,384 tokens; its prompt is not published, ours asks for a code block',
      api: 'chat',
      generation: { temperature: 0, maxTokens: 16_384 },
    }),
  },
})
