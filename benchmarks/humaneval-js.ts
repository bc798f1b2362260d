/**
 * HumanEval in JavaScript: the same problems, translated by MultiPL-E, from a file of the user's own.
 *
 * Paper    Cassano et al. 2022, arXiv:2208.08227; HumanEval-X's records (Zheng et al. 2023, arXiv:2303.17568) are read as well
 * Data     nuprl/MultiPL-E, `humaneval-js` (MIT), exported as JSON Lines; its digest is recorded, not compared
 * Metric   pass@1, by the paper's unbiased estimator
 * Differs  programs run in a V8 isolate with Node's `assert`, its MD5 and nothing else of Node, and the tests apart from the
 *          model's code (`--check in-place` for the published way)
 */
import { Script } from 'node:vm'
import { DatasetError } from '../results/errors.ts'
import type { Generation, ProgramTask } from '../results/schema/schema.ts'
import { lastFunctionHead } from '../scorers/extract/code/javascript-source.ts'
import { type CodeForm, unitTests } from '../scorers/unit-tests.ts'
import { defineBenchmark, type Protocol } from './benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from './gate-sampling.ts'

const COMPLETE = 'Complete this JavaScript function. Answer with the whole function in one JavaScript code block.'

/** MultiPL-E 77a93ff, humaneval_to_js.py: where a raw continuation has left the function, unless a record has stops of its own. */
const LEFT_THE_FUNCTION = ['\nfunction ', '\n/*', '\n//', '\nconsole.log']

/** MultiPL-E has `tests`, HumanEval-X `test`. */
interface Row {
  readonly prompt: string
  readonly tests?: string
  readonly test?: string
  readonly stop_tokens?: readonly string[]
  readonly language?: string
}

const text = { type: 'string', minLength: 1 }

function protocol(
  form: CodeForm,
  ask: (prompt: string) => string,
  rest: Pick<Protocol<Row>, 'about' | 'api'>,
  sampling: Generation = { temperature: 0 },
): Protocol<Row> {
  return {
    ...rest,
    generation: { ...sampling, maxTokens: 1024 },
    completionStops: LEFT_THE_FUNCTION,
    scorer: unitTests({ form }),
    toSample: (row) => ({ turns: [ask(row.prompt)], prompt: row.prompt, program: programTask(row) }),
  }
}

const inBlock = (prompt: string) => `${COMPLETE}\n\n\`\`\`javascript\n${prompt.trimEnd()}\n\`\`\``

/** @throws DatasetError for a problem in another language, and for one that no answer could solve */
function programTask({ prompt, tests, test, stop_tokens = LEFT_THE_FUNCTION, language = 'js' }: Row): ProgramTask {
  if (!['js', 'javascript'].includes(language.toLowerCase()))
    throw new DatasetError(`"language" is ${language}, not js`)
  const head = lastFunctionHead(prompt)
  if (head === undefined) throw new DatasetError('"prompt" holds no head of a function to complete')
  mustBeJavaScript(prompt)
  return {
    language: 'javascript',
    prompt,
    tests: tests ?? test ?? '',
    entryPoint: head.name,
    stops: [...stop_tokens],
  }
}

/** Compiles it, and runs nothing. */
function mustBeJavaScript(prompt: string): void {
  try {
    new Script(`${prompt}\n}`, { filename: 'prompt' })
  } catch (error) {
    const line = /^prompt:(\d+)/.exec((error as Error).stack ?? '')?.[1]
    throw new DatasetError(`"prompt" is not JavaScript: ${(error as Error).message}, in its line ${line}`, {
      hint: 'In some early files of MultiPL-E, comments lost their marks: export the data set as it is now.',
    })
  }
}

export const humanevalJs = defineBenchmark<Row>({
  name: 'humaneval-js',
  version: 2,
  about: 'JavaScript functions from their comments: MultiPL-E’s translation of HumanEval, from a file of yours',
  metric: 'pass@1',
  dataset: {
    test: {
      file: 'humaneval-js/humaneval-js.jsonl',
      obtain:
        'Export the configuration humaneval-js of the data set nuprl/MultiPL-E (Hugging Face), split test, as JSON Lines: in Python, ' +
        'datasets.load_dataset("nuprl/MultiPL-E", "humaneval-js", split="test").to_json("humaneval-js.jsonl"). ' +
        'HumanEval-X’s humaneval_js.jsonl, under that name, will do as well.',
      license: 'MIT',
    },
  },
  row: {
    schema: {
      type: 'object',
      required: ['prompt'],
      anyOf: [{ required: ['tests'] }, { required: ['test'] }],
      properties: {
        prompt: text,
        tests: text,
        test: text,
        language: text,
        stop_tokens: { type: 'array', items: text },
      },
    },
  },
  protocols: {
    chat: protocol('chat', inBlock, {
      about: 'the function to complete, answered with a code block; greedy, up to 1,024 tokens',
      api: 'chat',
    }),
    gate: protocol('chat', inBlock, { about: `as chat, ${GATE_WORDS}`, api: 'chat' }, GATE_SAMPLING),
    completion: protocol('continuation', (prompt) => prompt, {
      about: 'the raw prompt continued, for base models, cut at each record’s own stops; greedy, up to 1,024 tokens',
      api: 'completions',
    }),
  },
})
