/** Reads the flags of commands that send requests: rate limits, retries, budgets, cache and log. */
import { defined } from '../../results/defined.ts'
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import type { Throttle } from '../models/open.ts'
import { type HeaderTemplates, parseHeaderFlag } from '../models/openai/headers.ts'
import { CHECKPOINT } from '../models/spec.ts'
import type { Config } from './config-schema.ts'
import type { ModelChoice, NamedModel } from './model-choices.ts'
import type { BudgetLimits, LogLevel, LogOptions, RequestOptions } from './request-options.ts'
import { number, wholeNumber } from './settings.ts'

interface RequestArguments extends ThrottleArguments, BudgetArguments {
  readonly stream: boolean | undefined
  readonly header: string[] | undefined
  readonly batch: boolean | undefined
  readonly timeout: number | undefined
  readonly 'max-retries': number | undefined
  readonly 'max-downtime': number | undefined
  readonly 'serve-timeout'?: number | undefined
  readonly cache: boolean | undefined
  readonly 'cache-only': boolean | undefined
  readonly 'log-level': LogLevel | undefined
  readonly 'log-file': string | undefined
}

/** @throws UsageError naming the flag with an invalid value */
export function requestOptionsOf(
  args: RequestArguments,
  config: Config,
  modelChoices: readonly ModelChoice[],
): RequestOptions {
  const timeout = number('--timeout', args.timeout, { min: 0.001 })
  const retries = wholeNumber('--max-retries', args['max-retries'], { min: 0 })
  const serving = number('--serve-timeout', args['serve-timeout'], { min: 1, max: LONGEST_S })
  const downtime = number('--max-downtime', args['max-downtime'], { min: 0 })
  return {
    throttle: throttleOf(args, config),
    ...defined({
      headers: args.header && headersOf(args.header, modelChoices),
      batch: args.batch,
      stream: args.stream,
      timeoutMs: timeout && 1000 * timeout,
      maxRetries: retries,
      maxDowntimeMs: downtime && 1000 * downtime,
      serveTimeoutMs: serving && 1000 * serving,
    }),
    ...logOptions(args['log-level'], args['log-file']),
    budget: budgetOf(args, modelChoices),
    ...((args.cache || args['cache-only']) && { cache: { only: args['cache-only'] === true } }),
  }
}

/** @throws UsageError for an invalid header, or for a label that no model has */
function headersOf(flags: readonly string[], modelChoices: readonly ModelChoice[]): Map<string, HeaderTemplates> {
  const labels = modelChoices.map(({ spec }) => spec.label)
  const headers = new Map<string, HeaderTemplates>()
  for (const { label = '', name, template } of flags.map(parseHeaderFlag)) {
    if (label !== '' && !labels.includes(label)) {
      throw new UsageError(`--header ${label}=${name}: no model has the label "${label}"`, {
        hint: `${nearest(label, labels)}Labels: ${labels.join(', ')}.`,
      })
    }
    headers.set(label, { ...headers.get(label), [name]: template })
  }
  return headers
}

interface ThrottleArguments {
  readonly 'max-connections': number | undefined
  readonly rpm: number | undefined
  readonly tpm: number | undefined
}

function throttleOf(args: ThrottleArguments, config: Config): Throttle {
  const connections = wholeNumber('--max-connections', args['max-connections'], { min: 1 }) ?? config.maxConnections
  const requestsPerMinute = number('--rpm', args.rpm, { min: 0.001 })
  const tokensPerMinute = number('--tpm', args.tpm, { min: 1 })
  return defined({ connections, requestsPerMinute, tokensPerMinute })
}

function logOptions(level: LogLevel | undefined, file: string | undefined): { log?: LogOptions } {
  if (level === undefined && file === undefined) return {}
  return { log: { level: level ?? 'info', ...defined({ file }) } }
}

interface BudgetArguments {
  readonly 'max-cost': number | undefined
  readonly 'max-tokens-total': number | undefined
  readonly 'max-time': number | undefined
}

/** @throws UsageError for a cost limit when a model's price is unknown */
function budgetOf(args: BudgetArguments, modelChoices: readonly ModelChoice[]): BudgetLimits {
  const maxCost = number('--max-cost', args['max-cost'], { min: 0 })
  const maxTokens = number('--max-tokens-total', args['max-tokens-total'], { min: 1 })
  const maxTime = number('--max-time', args['max-time'], { min: 0.001, max: LONGEST_S })
  requirePrices(modelChoices, maxCost)
  return defined({ maxCost, maxTokens, maxTimeMs: maxTime && 1000 * maxTime })
}

/** @throws UsageError for a cost limit when the price of a model is unknown, or of a judge: verdicts count towards the limit */
export function requirePrices(models: readonly NamedModel[], maxCost: number | undefined): void {
  const priceless = models.find(({ price, spec }) => price === undefined && !isLocal(spec.provider))
  if (maxCost === undefined || priceless === undefined) return
  const { name } = priceless.spec
  throw new UsageError(`--max-cost: the price of ${name} is unknown`, {
    hint: `Add it to the config file, per million tokens: prices: { ${JSON.stringify(name)}: { input: 0.5, output: 1.5 } }`,
  })
}

/** Whether a model runs on this machine, free of charge. */
const isLocal = (provider: string) => ['gguf', 'replay', CHECKPOINT].includes(provider)

/** The longest delay of a Node timer, in seconds. */
const LONGEST_S = 2 ** 31 / 1000 - 1

/** Parses a number or share of trials: `3`, `0.01` or `1%`. @throws UsageError for other text */
export function readAllowance(text: string | undefined): (trials: number) => number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text ?? '0') ?? []
  if (digits === undefined) {
    throw new UsageError(`--fail-on-error ${text}: neither a number nor a share`, { hint: 'Write 3, 0.01 or 1%.' })
  }
  const value = Number(digits)
  if (percent) return (trials) => (value / 100) * trials
  return digits.includes('.') ? (trials) => value * trials : () => value
}
