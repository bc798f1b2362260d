/** Reads promptfoo: the JSON of `promptfoo eval -o results.json`, one run for each prompt and provider. */
import { defined } from '../../../results/defined.ts'
import type { Usage } from '../../../results/schema/schema.ts'
import { readWholeJson } from './files.ts'
import {
  completion,
  type ForeignOutcome,
  type ForeignRun,
  type ForeignTrial,
  type LogFile,
  type Reader,
} from './foreign.ts'
import { lastAsked, messagesIn } from './generation.ts'
import { countIn, type Fields, fieldsOf, listIn, nameIn, numberIn, textIn, textsIn, timeIn } from './json-fields.ts'
import { runOfTrials } from './run-of-trials.ts'

export const promptfoo: Reader = {
  tool: 'promptfoo',
  lookedFor: 'the JSON of promptfoo eval -o results.json',
  owns: isLog,
  async read(own, { filter }) {
    const runs: ForeignRun[] = []
    for (const file of own)
      runs.push(...(await runsOf(file)).filter((run) => filter === undefined || run.filter === filter))
    return runs
  },
}

async function isLog(file: LogFile): Promise<boolean> {
  if (!file.name.endsWith('.json')) return false
  const head = await file.head()
  return (
    /^\s*\{\s*"(?:evalId|version|results)"/.test(head) && /"evalId"|"testIdx"/.test(head) && head.includes('"results"')
  )
}

async function runsOf(file: LogFile): Promise<ForeignRun[]> {
  const log = fieldsOf(await readWholeJson(file))
  const outer = fieldsOf(log.results)
  const rows = listIn(outer.results).map(fieldsOf)
  const description = nameIn(fieldsOf(log.config).description)
  const groups = Map.groupBy(rows, (row) => JSON.stringify([providerOf(row), countIn(row.promptIdx) ?? 0]))
  const prompts = new Set(rows.map(({ promptIdx }) => countIn(promptIdx) ?? 0))
  return [...groups.values()].map((group) => {
    const [first = {}] = group
    const provider = providerOf(first)
    return runOfTrials(
      {
        tool: 'promptfoo',
        source: file.path,
        task: description ?? 'promptfoo',
        metric: 'pass',
        model: {
          name: provider.split(':').at(-1) ?? provider,
          provider: provider.split(':')[0] ?? 'promptfoo',
          api: 'chat',
        },
        ...(prompts.size > 1 && { filter: `prompt ${(countIn(first.promptIdx) ?? 0) + 1}` }),
        ...defined({
          toolVersion: nameIn(fieldsOf(log.metadata).promptfooVersion),
          startedAt: timeIn(outer.timestamp),
        }),
      },
      numbered(group).map(([row, repeat]) => trialOf(row, repeat)),
      undefined,
    )
  })
}

const providerOf = ({ provider }: Fields) =>
  nameIn(fieldsOf(provider).label) || nameIn(fieldsOf(provider).id) || nameIn(provider) || 'model'

/** A test that was asked several times has its rows one after the other. */
function numbered(rows: readonly Fields[]): (readonly [Fields, number])[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const id = nameIn(row.testIdx) ?? JSON.stringify(row.vars)
    const repeat = (seen.get(id) ?? 0) + 1
    seen.set(id, repeat)
    return [row, repeat]
  })
}

function trialOf(row: Fields, repeat: number): ForeignTrial {
  const response = fieldsOf(row.response)
  const text =
    textIn(response.output) ??
    (response.output === undefined || response.output === null ? undefined : JSON.stringify(response.output))
  const raw = textIn(fieldsOf(row.prompt).raw) ?? ''
  const prompt = promptIn(raw)
  const score = numberIn(row.score)
  return {
    id: nameIn(row.testIdx) ?? JSON.stringify(row.vars),
    repeat,
    texts: [...textsIn(row.vars), lastAsked(prompt)],
    turns:
      text === undefined
        ? []
        : [
            {
              prompt,
              completion: { ...completion(text), ...defined({ usage: usageOf(response), latencyMs: latencyOf(row) }) },
            },
          ],
    prompt,
    outcome: outcomeOf(row, text),
    ...(score !== undefined && { readings: { score: { answer: null, value: score } } }),
  }
}

function promptIn(raw: string) {
  if (!raw.trimStart().startsWith('[')) return raw
  try {
    return messagesIn(JSON.parse(raw)) ?? raw
  } catch {
    return raw
  }
}

/** `failureReason`: 0 none, 1 an assertion failed, 2 an error, which says nothing of the model. */
function outcomeOf(row: Fields, text: string | undefined): ForeignOutcome {
  const pass = numberIn(row.success) ?? numberIn(fieldsOf(row.gradingResult).pass)
  const error = nameIn(row.error) ?? nameIn(fieldsOf(row.response).error)
  if (row.failureReason === 2 || (text === undefined && error !== undefined)) {
    return { kind: 'unscored', reason: 'model-error', message: error ?? 'an error without a message' }
  }
  if (pass === undefined)
    return { kind: 'unscored', reason: 'missing', message: 'the row does not say whether it passed' }
  return { kind: 'scored', value: pass, answer: text ?? null, ...(text === '' && { flaw: 'empty' as const }) }
}

function usageOf({ tokenUsage }: Fields): Usage | undefined {
  const { prompt, completion } = fieldsOf(tokenUsage)
  const usage = defined({ inputTokens: countIn(prompt), outputTokens: countIn(completion) })
  return Object.keys(usage).length === 0 ? undefined : usage
}

const latencyOf = ({ latencyMs }: Fields) => {
  const value = numberIn(latencyMs)
  return value !== undefined && value >= 0 ? value : undefined
}
