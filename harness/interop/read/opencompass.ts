/** Reads OpenCompass: `results/<model>/<dataset>.json` with details, and `predictions/<model>/<dataset>.json`, perhaps in shards. */
import { dirname } from 'node:path'
import { defined } from '../../../results/defined.ts'
import { InteropError } from '../../../results/errors.ts'
import type { Prompt } from '../../../results/schema/schema.ts'
import { readWholeJson } from './files.ts'
import { completion, type ForeignRun, type ForeignTrial, type LogFile, type Reader } from './foreign.ts'
import { type Fields, fieldsOf, isFields, listIn, nameIn, numberIn, textIn } from './json-fields.ts'
import { lastAsked, messagesIn } from './messages.ts'
import { isProtectedName, runOfTrials } from './run-of-trials.ts'

export const opencompass: Reader = {
  tool: 'opencompass',
  lookedFor: 'results/<model>/<dataset>.json with details of OpenCompass',
  owns: isResult,
  async read(own, _, all) {
    const runs: ForeignRun[] = []
    for (const file of own) runs.push(await runOf(file, all))
    return runs
  },
}

const folderOf = ({ path }: LogFile, up: number) => path.split(/[\\/]/).at(-1 - up)

async function isResult(file: LogFile): Promise<boolean> {
  if (!file.name.endsWith('.json')) return false
  const head = await file.head()
  if (head.includes('"details"') && /"(?:origin_prediction|predictions|pred)"/.test(head)) return true
  // A result without details: scores alone.
  return folderOf(file, 2) === 'results' && /^\s*\{\s*"[^"]+":\s*-?[\d.]+\s*[,}]/.test(head)
}

async function runOf(file: LogFile, files: readonly LogFile[]): Promise<ForeignRun> {
  const result = fieldsOf(await readWholeJson(file))
  const { type, ...details } = fieldsOf(result.details)
  const task = file.name.replace(/\.json$/, '')
  if (Object.keys(details).length === 0) {
    throw new InteropError(`${file.path}: a result of OpenCompass without details`, {
      hint: 'The scores of single questions are missing: evaluate again with --dump-eval-details.',
    })
  }
  const metric = Object.keys(result).find((name) => numberIn(result[name]) !== undefined) ?? 'accuracy'
  const origin = numberIn(result[metric])
  const predictions = await predictionsFor(task, file, files)
  const trials = Object.entries(details).map(([id, detail]) =>
    trialOf(id, fieldsOf(detail), fieldsOf(predictions.get(id))),
  )
  const run = runOfTrials(
    {
      tool: 'opencompass',
      source: file.path,
      task,
      metric,
      model: {
        name: folderOf(file, 1) ?? 'model',
        provider: 'opencompass',
        api: type === 'PPL' ? 'completions' : 'chat',
      },
      planned: Math.max(trials.length, predictions.size),
      ...(isProtectedName(task) && { isProtected: true }),
    },
    trials,
    { origin: origin === undefined ? undefined : origin / 100 },
  )
  requireVerdicts(file, Object.values(details).map(fieldsOf), run.scores[0]?.rows, origin)
  return run
}

/** `<dataset>.json`, or `<dataset>_0.json`, `<dataset>_1.json` and so on, whose numbers go on from one to the next. */
async function predictionsFor(
  task: string,
  file: LogFile,
  files: readonly LogFile[],
): Promise<ReadonlyMap<string, unknown>> {
  const root = dirname(dirname(dirname(file.path)))
  const beside = files.filter(
    (one) =>
      folderOf(one, 2) === 'predictions' &&
      folderOf(one, 1) === folderOf(file, 1) &&
      dirname(dirname(dirname(one.path))) === root,
  )
  const shard = (name: string) => Number(/_(\d+)\.json$/.exec(name)?.[1] ?? 0)
  const whole = beside.filter(({ name }) => name === file.name)
  const shards = beside.filter(
    ({ name }) => name.startsWith(`${task}_`) && /^\d+\.json$/.test(name.slice(task.length + 1)),
  )
  const found = new Map<string, unknown>()
  for (const one of whole.length > 0 ? whole : shards.sort((a, b) => shard(a.name) - shard(b.name))) {
    for (const value of Object.values(fieldsOf(await readWholeJson(one)))) found.set(String(found.size), value)
  }
  return found
}

/** Its prompts are texts, or lists of `{role: HUMAN, prompt}`. */
function promptIn(value: unknown): Prompt {
  if (typeof value === 'string') return value
  const roles: Readonly<Record<string, string>> = { HUMAN: 'user', BOT: 'assistant', SYSTEM: 'system' }
  return (
    messagesIn(
      listIn(value)
        .map(fieldsOf)
        .map(({ role, prompt }) => ({ role: roles[String(role)] ?? 'user', content: prompt })),
    ) ?? ''
  )
}

function trialOf(id: string, detail: Fields, prediction: Fields): ForeignTrial {
  const prompt = promptIn(prediction.origin_prompt ?? detail.prompt)
  const text = textIn(detail.origin_prediction) ?? textIn(prediction.prediction) ?? textIn(detail.pred)
  const value = verdictOf(detail)
  const answer = nameIn([detail.predictions ?? detail.pred].flat()[0]) ?? null
  return {
    id,
    repeat: 1,
    texts: [lastAsked(prompt)],
    turns: text === undefined ? [] : [{ prompt, completion: completion(text) }],
    prompt,
    outcome:
      value === undefined
        ? { kind: 'unscored', reason: 'missing', message: 'the detail has no verdict' }
        : { kind: 'scored', value, answer, ...(text === '' && { flaw: 'empty' as const }) },
    ...defined({ target: nameIn([detail.references ?? detail.answer ?? prediction.gold].flat()[0]) }),
  }
}

/** `correct`, a list of them, or where there is none whether prediction and reference are the same. */
function verdictOf({ correct, predictions, references, pred, answer }: Fields): number | undefined {
  const said = numberIn([correct].flat()[0])
  if (said !== undefined) return said
  const [read, right] = [firstText(predictions ?? pred), firstText(references ?? answer)]
  return right === undefined ? undefined : read === right ? 1 : 0
}

/** An empty one too: a reference may be empty. */
function firstText(value: unknown): string | undefined {
  const first = [value].flat()[0]
  return typeof first === 'number' ? String(first) : textIn(first)
}

/** Verdicts that the file does not say count only if they make its score. */
function requireVerdicts(
  file: LogFile,
  details: readonly Fields[],
  rows: number | undefined,
  origin: number | undefined,
): void {
  if (details.every(({ correct }) => numberIn([correct].flat()[0]) !== undefined || isFields(correct))) return
  if (origin !== undefined && rows !== undefined && Math.abs(rows * 100 - origin) < 0.01) return
  throw new InteropError(`${file.path}: its details do not say which answers are correct`, {
    hint: 'Equal answers do not make its score either. Evaluate again with a newer OpenCompass, which writes "correct".',
  })
}
