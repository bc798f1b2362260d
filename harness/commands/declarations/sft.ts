import { defineCommand, inGroup } from '../../options/command.ts'
import { REQUEST_FLAGS } from '../../options/flags/requests.ts'
import { GENERATION_FLAGS, LOCATION_FLAGS, SANDBOX_FLAG } from '../../options/flags/shared.ts'
import { DUPLICATE_KINDS, FORMATS, KEEP, VARIANTS } from '../../training/choices.ts'

/** `evalkit sft` on the command line. */
export const command = defineCommand({
  usage: 'sft <action>',
  about: 'Build training data from the replies of a teacher model.',
  positionals: { action: { type: 'string', values: ['build'], describe: 'build' } },
  flags: {
    ...inGroup('What to run', {
      prompts: {
        type: 'string',
        value: 'FILE',
        describe: 'JSON Lines: messages, prompt, ShareGPT, Alpaca, or question and answer',
      },
      teacher: {
        type: 'string',
        value: 'SPEC',
        describe: 'model that replies: [label=]provider/model[@URL], or a name from the config file',
      },
      summarizer: {
        type: 'string',
        value: 'SPEC',
        describe: 'model that summarizes the reasoning; none: keep the reasoning as it is (default: the teacher)',
      },
      'summary-template': {
        type: 'string',
        value: 'FILE',
        describe: 'summary prompt with {{question}}, {{thinking}} and {{answer}}',
      },
      limit: { type: 'string', value: 'N', describe: 'the first N prompts, or a 0-based range a-b' },
      repeats: { type: 'number', describe: 'replies to each prompt (default: 1)' },
      resume: { type: 'boolean', describe: 'continue in the folder of -o; nothing finished is requested again' },
      'model-version': { type: 'string', describe: 'tells teachers behind one URL apart' },
    }),
    ...inGroup('Options', {
      variants: {
        type: 'string',
        value: 'NAMES',
        describe: `forms of the response, separated by commas (default: ${VARIANTS.join(',')})`,
      },
      thinking: { type: 'string', value: '/PATTERN/', describe: 'the reasoning at the start of a reply without tags' },
      keep: {
        choices: KEEP,
        describe:
          'of several good replies, the first (no more are requested), the best (shortest), or all (default: first)',
      },
      duplicates: {
        choices: DUPLICATE_KINDS,
        describe: 'which repeated prompts to drop, those listed before it included (default: normalised)',
      },
      similarity: {
        type: 'number',
        value: 'SHARE',
        describe: 'with --duplicates near: share of three-word sequences in common (default: 0.8)',
      },
      'prompt-chars': {
        type: 'string',
        value: 'MIN-MAX',
        describe: 'length of prompts in characters, such as 20-4000',
      },
      'answer-chars': { type: 'string', value: 'MIN-MAX', describe: 'length of answers in characters' },
      language: { type: 'string', value: 'CODES', describe: 'languages of prompts and answers, such as en or en,zh' },
      'answer-format': {
        type: 'string',
        value: 'FORMAT',
        describe: 'boxed, hashes, code, or a /pattern/ that answers must match',
      },
      'keep-refusals': { type: 'boolean', describe: 'keep refusals in the training data' },
      validation: { type: 'string', value: 'SHARE', describe: 'share of prompts for the validation split, such as 5%' },
      'split-seed': { type: 'number', describe: 'seed of the split (default: 0)' },
      decontaminate: {
        type: 'string',
        value: '[NAMES]',
        describe: 'drop records that overlap with these benchmarks, separated by commas (default: all)',
      },
      'allow-test-set': {
        type: 'boolean',
        alias: 'i-know',
        describe: 'allow a prompt file that is a benchmark’s test set',
      },
    }),
    ...inGroup('Scoring', {
      verify: { type: 'boolean', describe: 'keep correct answers only, where a target is known' },
      benchmark: {
        type: 'string',
        value: 'NAME',
        describe: 'benchmark whose scorer verifies records that name none; its rows provide targets',
      },
      sandbox: SANDBOX_FLAG,
    }),
    ...GENERATION_FLAGS,
    ...REQUEST_FLAGS,
    ...inGroup('Output and files', {
      output: {
        type: 'string',
        alias: 'o',
        value: 'DIR',
        describe: 'folder for all output: a new one, unless --resume is given',
      },
      format: { choices: FORMATS, describe: 'format of the training files (default: messages)' },
      json: { type: 'boolean', describe: 'print the manifest as JSON to standard output' },
    }),
    ...LOCATION_FLAGS,
  },
  optionalValues: ['decontaminate'],
  examples: [
    ['evalkit sft build --prompts p.jsonl --teacher r1 --variants direct -o data', 'answers only'],
    ['evalkit sft build --prompts gsm8k.jsonl --teacher r1 --verify -o data', 'correct answers only'],
    ['evalkit sft build --prompts p.jsonl --teacher r1 --summarizer small -o data', 'a second model summarizes'],
  ],
})
