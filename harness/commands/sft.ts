/** `evalkit sft build`: builds training data from a teacher's replies, in variants that differ only in the response. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { plural } from '../../results/words/format.ts'
import { endWith } from '../lib/failure.ts'
import { note, print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import type { Config } from '../options/config-schema.ts'
import { findModelChoices, type ModelChoice } from '../options/model-choices.ts'
import { findBenchmark } from '../options/own-benchmarks.ts'
import { readAllowance, requestOptionsOf } from '../options/request-flags.ts'
import { findLocations, generationFlags, type Locations, number, wholeNumber } from '../options/settings.ts'
import { resumeCommand, withResumeHint } from '../runs/resume-command.ts'
import { buildTrainingData } from '../training/build.ts'
import { buildText } from '../training/build-text.ts'
import { VARIANTS } from '../training/choices.ts'
import { readFormat, readLengths, readPattern } from '../training/filters.ts'
import { readLanguages } from '../training/language.ts'
import type { BuildPlan, BuildResult } from '../training/plan.ts'
import { readShare } from '../training/split.ts'
import { readVariants } from '../training/variants.ts'
import type { command } from './declarations/sft.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  if (args.action !== 'build') {
    throw new UsageError(`sft ${args.action}: unknown action`, { hint: 'Run: evalkit sft build' })
  }
  const plan = await planOf(args)
  return printResult(await buildTrainingData(plan), plan.output, args.json === true)
}

/** @throws UsageError naming the flag that is missing or has an invalid value */
async function planOf(args: ArgumentsOf<typeof command>): Promise<BuildPlan> {
  const locations = await findLocations(args)
  const prompts = required('--prompts', args.prompts, 'As in --prompts prompts.jsonl')
  const output = required('-o', args.output, 'Name a new folder for the output, as in -o data/round-1')
  const variants = readVariants(args.variants ?? VARIANTS.join(','))
  const version = args['model-version']
  const teacher = modelChoiceOf(
    required('--teacher', args.teacher, 'As in --teacher vllm/r1'),
    version,
    locations.config,
  )
  const summarizer = summarizerOf(args.summarizer, teacher, args.teacher, locations.config)
  const engine = args.sandbox ?? locations.config.sandbox
  return {
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
    ...(args.decontaminate !== undefined && { decontaminate: await benchmarksOf(args.decontaminate, locations) }),
    allowTestSet: args['allow-test-set'] === true,
    allowed: readAllowance(args['fail-on-error']),
    asking: requestOptionsOf(args, locations.config, summarizer === undefined ? [teacher] : [teacher, summarizer]),
    locations,
  }
}

function printResult(result: BuildResult, output: string, json: boolean): ExitCode {
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
  const { manifest } = result
  print(json ? jsonText(manifest, 2) : drawn({ output, manifest }, (built) => buildText(built.output, built.manifest)))
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

const benchmarksOf = (names: string, locations: Locations) =>
  Promise.all(names === '' ? [] : names.split(',').map((name) => findBenchmark(name.trim(), locations)))
