/** Generation settings of other tools, in evalkit's names. */
import { defined } from '../../../results/defined.ts'
import type { Generation } from '../../../results/schema/schema.ts'
import { type Fields, numberIn, textIn } from './json-fields.ts'

/** Names that tools use for one setting. */
const NAMES = {
  temperature: ['temperature'],
  topP: ['top_p'],
  maxTokens: ['max_gen_toks', 'max_tokens', 'max_completion_tokens', 'max_new_tokens'],
  seed: ['seed'],
  stop: ['until', 'stop_seqs', 'stop', 'stop_sequences'],
  system: ['system_message'],
  reasoningEffort: ['reasoning_effort'],
} as const

const first = (settings: Fields, names: readonly string[]) =>
  names.map((name) => settings[name]).find((value) => value !== undefined && value !== null)

/** What can be said in evalkit's own terms; a value that evalkit could not send is left out. */
export function generationOf(settings: Fields): Generation {
  const [temperature, topP] = [numberIn(first(settings, NAMES.temperature)), numberIn(first(settings, NAMES.topP))]
  const [maxTokens, seed] = [numberIn(first(settings, NAMES.maxTokens)), numberIn(first(settings, NAMES.seed))]
  const stop = [first(settings, NAMES.stop)]
    .flat()
    .filter((one): one is string => typeof one === 'string' && one !== '')
  const greedy = settings.do_sample === false && temperature === undefined ? 0 : undefined
  return defined({
    temperature: temperature !== undefined && temperature >= 0 ? temperature : greedy,
    topP: topP !== undefined && topP > 0 && topP <= 1 ? topP : undefined,
    maxTokens: maxTokens !== undefined && Number.isInteger(maxTokens) && maxTokens > 0 ? maxTokens : undefined,
    seed: Number.isInteger(seed) ? seed : undefined,
    stop: stop.length > 0 ? stop : undefined,
    system: textIn(first(settings, NAMES.system)),
    reasoningEffort: textIn(first(settings, NAMES.reasoningEffort)),
  })
}

/** Without credentials and query. @returns undefined for what is no address */
export function publicAddress(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text)
  return url === null ? undefined : `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
