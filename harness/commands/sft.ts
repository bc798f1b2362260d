/** `evalkit sft build`: builds training data from a teacher's replies, in variants that differ only in the response. */
import { benchmarkNamed } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { plural } from '../../results/words/format.ts'
import { endWith } from '../lib/failure.ts'
import { note, print } from '../lib/terminal.ts'
import { defineCommand, inGroup } from '../options/command.ts'
import type { Config } from '../options/config-schema.ts'
import { findModelChoices, type ModelChoice } from '../options/model-choices.ts'
import { REQUEST_FLAGS, readAllowance, requestOptionsOf } from '../options/request-flags.ts'
import {
  findLocations,
  GENERATION_FLAGS,
  generationFlags,
  LOCATION_FLAGS,
  number,
  SANDBOX_FLAG,
  wholeNumber,
} from '../options/settings.ts'
import { resumeCommand, withResumeHint } from '../runs/resume-command.ts'
import { KEEP } from '../training/answers.ts'
import { buildTrainingData } from '../training/build.ts'
import { buildText } from '../training/build-text.ts'
import { DUPLICATE_KINDS } from '../training/duplicates.ts'
import { readFormat, readLengths, readPattern } from '../training/filters.ts'
import { FORMATS } from '../training/formats.ts'
import { readLanguages } from '../training/language.ts'
import type { BuildResult } from '../training/plan.ts'
import { readShare } from '../training/split.ts'
import { readVariants, VARIANTS } from '../training/variants.ts'

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

  async run(args) {
    if (args.action !== 'build') {
      throw new UsageError(`sft ${args.action}: unknown action`, { hint: 'Run: evalkit sft build' })
    }
    const locations = await findLocations(args)
    const prompts = required('--prompts', args.prompts, 'As in --prompts prompts.jsonl')
    const output = required('-o', args.output, 'Name a folder for what is made, as in -o data/round-1')
    const variants = readVariants(args.variants ?? VARIANTS.join(','))
    const version = args['model-version']
    const teacher = modelChoiceOf(
      required('--teacher', args.teacher, 'As in --teacher vllm/r1'),
      version,
      locations.config,
    )
    const summarizer = summarizerOf(args.summarizer, teacher, args.teacher, locations.config)
    const engine = args.sandbox ?? locations.config.sandbox
    const result = await buildTrainingData({
      prompts,
      output,
      variants,
      teacher,
      ...(summarizer !== undefined && { summarizer }),
      ...(args['summary-template'] !== undefined && { template: args['summary-template'] }),
      ...(args.limit !== undefined && { limit: args.limit }),
      resume: args.resume === true,
      format: args.format ?? 'messages',
      generation: generationFlags(args),
      repeats: wholeNumber('--repeats', args.repeats, { min: 1 }) ?? 1,
      keep: args.keep ?? 'first',
      isVerified: args.verify === true,
      ...(args.benchmark !== undefined && { benchmark: args.benchmark }),
      ...(engine !== undefined && { engine }),
      ...(args.thinking !== undefined && { thinkingPattern: readPattern('--thinking', args.thinking) }),
      duplicates: args.duplicates ?? 'normalised',
      similarity: number('--similarity', args.similarity, { min: 0.3, max: 1 }) ?? 0.8,
      filters: {
        keepRefusals: args['keep-refusals'] === true,
        ...(args['prompt-chars'] !== undefined && {
          promptLength: readLengths('--prompt-chars', args['prompt-chars']),
        }),
        ...(args['answer-chars'] !== undefined && {
          answerLength: readLengths('--answer-chars', args['answer-chars']),
        }),
        ...(args.language !== undefined && { languages: readLanguages(args.language) }),
        ...(args['answer-format'] !== undefined && { answerFormat: readFormat(args['answer-format']) }),
      },
      validation: {
        share: args.validation === undefined ? 0 : readShare('--validation', args.validation),
        seed: wholeNumber('--split-seed', args['split-seed']) ?? 0,
      },
      ...(args.decontaminate !== undefined && { decontaminate: benchmarksOf(args.decontaminate) }),
      allowTestSet: args['allow-test-set'] === true,
      allowed: readAllowance(args['fail-on-error']),
      asking: requestOptionsOf(args, locations.config, summarizer === undefined ? [teacher] : [teacher, summarizer]),
      locations,
    })
    return present(result, output, args.json === true)
  },
})

function present(result: BuildResult, output: string, json: boolean) {
  if (result.kind === 'stopped') return endWith(withResumeHint(result.failure))
  if (result.kind === 'incomplete') {
    const { unscored, unscoredReasons } = result.run.summary
    const why = Object.entries(unscoredReasons).map(([reason, count]) => `${count} ${reason}`)
    note(
      `No training data was written: ${plural(unscored, 'sample')} without a reply (${why.join(', ')}). To request only those again: ${resumeCommand()}`,
    )
    note('To allow missing replies, add --fail-on-error with a number or a share, such as 3 or 1%.')
    return EXIT.incomplete
  }
  print(json ? JSON.stringify(result.manifest, null, 2) : buildText(output, result.manifest))
  return EXIT.ok
}

function required(flag: string, value: string | undefined, hint: string): string {
  if (value !== undefined) return value
  throw new UsageError(`${flag} is missing`, { hint })
}

/** Always uses the chat API, since prompts are conversations. */
function modelChoiceOf(text: string, version: string | undefined, config: Config): ModelChoice {
  const args = { model: [text], baseline: undefined, api: undefined, 'model-version': version }
  return findModelChoices(args, config)[0] as ModelChoice
}

/** @returns undefined for `none`: the reasoning is kept as it is */
function summarizerOf(text: string | undefined, teacher: ModelChoice, teacherText: string | undefined, config: Config) {
  if (text === 'none') return undefined
  return text === undefined || text === teacherText ? teacher : modelChoiceOf(text, undefined, config)
}

const benchmarksOf = (names: string) =>
  names === '' ? [] : names.split(',').map((name) => benchmarkNamed(name.trim()))
