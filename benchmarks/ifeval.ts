/**
 * IFEval: 541 prompts with 834 instructions that a rule can check: lengths, formats, keywords, a language.
 *
 * Paper    Zhou et al. 2023, arXiv:2311.07911
 * Data     google-research/google-research, instruction_following_eval (Apache-2.0)
 * Metric   prompt-level accuracy, strict: all instructions of a prompt are followed by the reply as it is
 * Differs  reasoning is taken off before a reply is checked; the language of a text is the same each time it is asked for
 */
import { DatasetError } from '../results/errors.ts'
import type { Generation } from '../results/schema/schema.ts'
import { flawOfInstruction } from '../scorers/instructions/kinds.ts'
import { instructions } from '../scorers/instructions.ts'
import { defineBenchmark, type Protocol, type RowSchema } from './benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from './gate-sampling.ts'

interface Row {
  readonly key: number
  readonly prompt: string
  readonly instruction_id_list: readonly string[]
  /** For each instruction; on the hub every argument of every kind is there, most of them null. */
  readonly kwargs: readonly (Readonly<Record<string, unknown>> | null)[]
}

const row: RowSchema<Row> = {
  schema: {
    type: 'object',
    required: ['key', 'prompt', 'instruction_id_list', 'kwargs'],
    properties: {
      key: { type: 'integer' },
      prompt: { type: 'string', minLength: 1 },
      instruction_id_list: { type: 'array', minItems: 1, items: { type: 'string' } },
      kwargs: { type: 'array', items: { type: ['object', 'null'] } },
    },
  },
}

/** The prompt says all: nothing is put around it. */
const protocol = (about: string, generation: Generation): Protocol<Row> => ({
  about,
  api: 'chat',
  generation,
  scorer: instructions(),
  toSample: ({ prompt, instruction_id_list: kinds, kwargs }) => ({
    turns: [prompt],
    prompt: `${prompt}\n\n`,
    instructions: kinds.map((kind, at) => instructionOf(kind, kwargs[at] ?? {})),
  }),
})

export const ifeval = defineBenchmark<Row>({
  name: 'ifeval',
  version: 1,
  about: 'instructions that a rule can check, 541 prompts',
  metric: 'accuracy',
  dataset: {
    test: {
      file: 'ifeval/input_data.jsonl',
      url: 'https://raw.githubusercontent.com/google-research/google-research/master/instruction_following_eval/data/input_data.jsonl',
      sha256: '67ffeee0fcb87c317c5b08a2de85557b4a7e96ada6178aa645b4954fe4b53d49',
      rows: 541,
      license: 'Apache-2.0',
    },
  },
  row,
  numberOf: ({ key }) => key,
  protocols: {
    chat: protocol('the bare prompt; greedy, up to 2,048 tokens', { temperature: 0, maxTokens: 2048 }),
    gate: protocol(`as chat, ${GATE_WORDS}`, { ...GATE_SAMPLING, maxTokens: 2048 }),
    paper: protocol('arXiv 2504.09639: prompt-level strict, greedy, up to 16,384 tokens', {
      temperature: 0,
      maxTokens: 16_384,
    }),
  },
})

/** @throws DatasetError for a kind that there is no rule for, or arguments that its rule cannot use */
function instructionOf(kind: string, kwargs: Readonly<Record<string, unknown>>) {
  const args = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null))
  const flaw = flawOfInstruction(kind, args)
  if (flaw === undefined) return { kind, args }
  throw new DatasetError(flaw)
}
