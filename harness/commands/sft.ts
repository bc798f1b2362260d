/** `evalkit sft build`: training data from a teacher's answers, in variants that differ in the response alone. */
import { benchmarkNamed } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { defineCommand } from '../command.ts'
import type { Config } from '../config-schema.ts'
import { type Contestant, findContestants } from '../contestants.ts'
import { endWith } from '../failure.ts'
import { ASKING_FLAGS, askingOf, readAllowance } from '../runs/asking-flags.ts'
import { resumeCommand, withResumeHint } from '../runs/resume-command.ts'
import {
  findPlaces,
  GENERATION_FLAGS,
  generationFlags,
  number,
  PLACE_FLAGS,
  SANDBOX_FLAG,
  wholeNumber,
} from '../settings.ts'
import { KEEP } from '../sft/answers.ts'
import { buildTrainingData } from '../sft/build.ts'
import { buildText } from '../sft/build-text.ts'
import { DUPLICATE_KINDS } from '../sft/duplicates.ts'
import { readFormat, readLengths, readPattern } from '../sft/filters.ts'
import { FORMATS } from '../sft/formats.ts'
import { readLanguages } from '../sft/language.ts'
import type { BuildResult } from '../sft/plan.ts'
import { readShare } from '../sft/split.ts'
import { readVariants, VARIANTS } from '../sft/variants.ts'
import { note, print } from '../terminal.ts'

export const command = defineCommand({
  usage: 'sft <what>',
  about: 'Build training data from the answers of a teacher model.',
  positionals: { what: { type: 'string', describe: 'build' } },
  flags: {
    prompts: { type: 'string', describe: 'JSON Lines: messages, prompt, ShareGPT, Alpaca, or question and answer' },
    teacher: { type: 'string', describe: 'whose answers they are: [label=]provider/model[@URL], or from the config' },
    summarizer: { type: 'string', describe: 'sums up the thinking; none: it stays as it is  [the teacher]' },
    variants: { type: 'string', describe: `of the response, by commas  [${VARIANTS.join(',')}]` },
    output: { type: 'string', alias: 'o', describe: 'folder for all that is made; new, or with --resume' },
    format: { choices: FORMATS, describe: 'of the training files  [messages]' },
    limit: { type: 'string', describe: 'the first N prompts, or a 0-based range a-b' },
    verify: { type: 'boolean', describe: 'keep right answers only, where a target is known' },
    benchmark: { type: 'string', describe: 'whose scorer verifies records that name none; its rows bring targets' },
    repeats: { type: 'number', describe: 'answers to each prompt  [1]' },
    keep: {
      choices: KEEP,
      describe: 'of several good answers: the first (no more are asked for), the best (shortest), or all  [first]',
    },
    duplicates: {
      choices: DUPLICATE_KINDS,
      describe: 'which repeated prompts are dropped, those before it included  [normalised]',
    },
    similarity: { type: 'number', describe: 'near: share of three-word runs in common  [0.8]' },
    'prompt-chars': { type: 'string', describe: 'length of prompts in characters, such as 20-4000' },
    'answer-chars': { type: 'string', describe: 'length of answers in characters' },
    language: { type: 'string', describe: 'of prompts and answers, such as en or en,zh' },
    'answer-format': { type: 'string', describe: 'boxed, hashes, code, or a /pattern/ that answers must match' },
    'keep-refusals': { type: 'boolean', describe: 'train on refusals as well' },
    validation: { type: 'string', describe: 'share of prompts put aside, such as 5%' },
    'split-seed': { type: 'number', describe: 'draws them  [0]' },
    decontaminate: { type: 'string', describe: 'drop what overlaps with these benchmarks, by commas  [all]' },
    'i-know': { type: 'boolean', describe: 'build from a benchmark’s test set all the same' },
    thinking: { type: 'string', describe: '/pattern/ of the thinking at the start of a reply without tags' },
    'summary-template': { type: 'string', describe: 'file with {{question}}, {{thinking}} and {{answer}}' },
    sandbox: SANDBOX_FLAG,
    ...GENERATION_FLAGS,
    ...ASKING_FLAGS,
    'model-version': { type: 'string', describe: 'tells apart teachers behind one address' },
    resume: { type: 'boolean', describe: 'go on in the folder of -o; nothing finished is asked again' },
    json: { type: 'boolean', describe: 'the manifest on standard output' },
    ...PLACE_FLAGS,
  },
  optionalValues: ['decontaminate'],
  examples: [
    ['evalkit sft build --prompts p.jsonl --teacher vllm/r1 --variants direct -o data', 'answers alone'],
    ['evalkit sft build --prompts train.jsonl --benchmark gsm8k --verify --teacher vllm/r1 -o data', 'right ones only'],
    ['evalkit sft build --prompts p.jsonl --teacher vllm/r1 --summarizer vllm/small@http://gpu2:8000/v1 -o data', ''],
  ],

  async run(args) {
    if (args.what !== 'build') throw new UsageError(`sft ${args.what}: there is "sft build" alone`)
    const places = await findPlaces(args)
    const prompts = required('--prompts', args.prompts, 'As in --prompts prompts.jsonl')
    const output = required('-o', args.output, 'Name a folder for what is made, as in -o data/round-1')
    const variants = readVariants(args.variants ?? VARIANTS.join(','))
    const version = args['model-version']
    const teacher = contestantOf(required('--teacher', args.teacher, 'As in --teacher vllm/r1'), version, places.config)
    const summarizer = summarizerOf(args.summarizer, teacher, args.teacher, places.config)
    const engine = args.sandbox ?? places.config.sandbox
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
      iKnow: args['i-know'] === true,
      allowed: readAllowance(args['fail-on-error']),
      asking: askingOf(args, places.config, summarizer === undefined ? [teacher] : [teacher, summarizer]),
      places,
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
      `Nothing was written, since replies are missing: ${unscored} (${why.join(', ')}). Ask only those again: ${resumeCommand()}`,
    )
    note('Or put up with so many missing ones: --fail-on-error N, or a share like 1%')
    return EXIT.incomplete
  }
  print(json ? JSON.stringify(result.manifest, null, 2) : buildText(output, result.manifest))
  return EXIT.ok
}

function required(flag: string, value: string | undefined, hint: string): string {
  if (value !== undefined) return value
  throw new UsageError(`${flag} is missing`, { hint })
}

/** Conversations are asked by the chat API, whatever the config says of a model elsewhere. */
function contestantOf(text: string, version: string | undefined, config: Config): Contestant {
  const args = { model: [text], baseline: undefined, api: undefined, 'model-version': version }
  return findContestants(args, config)[0] as Contestant
}

/** @returns undefined for `none`: thinking stays as it is */
function summarizerOf(text: string | undefined, teacher: Contestant, teacherText: string | undefined, config: Config) {
  if (text === 'none') return undefined
  return text === undefined || text === teacherText ? teacher : contestantOf(text, undefined, config)
}

const benchmarksOf = (names: string) =>
  names === '' ? [] : names.split(',').map((name) => benchmarkNamed(name.trim()))
