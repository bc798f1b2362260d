/** Reads promptfoo: what `promptfoo eval -o results.json` or `-o results.jsonl` writes, one run for each prompt and provider. */
import { defined } from '../../../results/defined.ts'
import { InteropError } from '../../../results/errors.ts'
import { nearest } from '../../../results/names.ts'
import type { Reading, Usage } from '../../../results/schema/schema.ts'
import { hashTexts } from '../../lib/hash.ts'
import { readWholeJson, rowsOf } from './files.ts'
import {
  completion,
  type ForeignOutcome,
  type ForeignRun,
  type ForeignTrial,
  type LogFile,
  type Reader,
} from './foreign.ts'
import { countIn, type Fields, fieldsOf, listIn, nameIn, numberIn, textIn, textsIn, timeIn } from './json-fields.ts'
import { lastAsked, messagesIn } from './messages.ts'
import { meanOf, runOfTrials } from './run-of-trials.ts'

export const promptfoo: Reader = {
  tool: 'promptfoo',
  lookedFor: 'the results.json or results.jsonl of promptfoo eval -o',
  owns: isLog,
  async read(own, { filter }) {
    const runs: ForeignRun[] = []
    for (const file of own) if (!isTwin(file, own)) runs.push(...chosen(file, await runsOf(file), filter))
    return runs
  },
}

/** @throws InteropError for a prompt that is not there */
function chosen({ path }: LogFile, runs: readonly ForeignRun[], wanted: string | undefined): readonly ForeignRun[] {
  const names = [...new Set(runs.flatMap(({ filter = [] }) => filter))]
  if (wanted === undefined || runs.some(({ filter }) => filter === wanted)) {
    return runs.filter(({ filter }) => wanted === undefined || filter === wanted)
  }
  throw new InteropError(`${path}: has no ${wanted}`, {
    hint:
      names.length === 0
        ? 'It has one prompt: leave out --filter.'
        : `${nearest(wanted, names)}There are: ${names.join(', ')}.`,
  })
}

async function isLog(file: LogFile): Promise<boolean> {
  const head = await file.head()
  if (file.name.endsWith('.jsonl')) return head.includes('"testIdx"') && head.includes('"promptIdx"')
  return (
    file.name.endsWith('.json') &&
    /^\s*\{\s*"(?:evalId|version|results)"/.test(head) &&
    /"evalId"|"testIdx"/.test(head) &&
    head.includes('"results"')
  )
}

/** `-o out.json -o out.jsonl` writes one evaluation twice; the JSON says more. */
const isTwin = ({ path }: LogFile, files: readonly LogFile[]) =>
  path.endsWith('.jsonl') && files.some((other) => other.path === path.slice(0, -1))

/** The JSON of an evaluation; of JSON Lines, which are its rows alone, the same without what stands around them. */
async function logIn(file: LogFile): Promise<Fields> {
  if (file.name.endsWith('.json')) return fieldsOf(await readWholeJson(file))
  const results: unknown[] = []
  for await (const { row } of rowsOf(file.path)) results.push(row)
  return { results: { results } }
}

async function runsOf(file: LogFile): Promise<ForeignRun[]> {
  const log = await logIn(file)
  const outer = fieldsOf(log.results)
  const rows = listIn(outer.results)
    .map(fieldsOf)
    .sort((a, b) => (countIn(a.testIdx) ?? 0) - (countIn(b.testIdx) ?? 0))
  const description = nameIn(fieldsOf(log.config).description)
  const prompts = [...new Set(rows.map(promptOf))]
  const tests = testsOf(rows)
  const questions = hashTexts([...tests.values()].map(({ vars }) => JSON.stringify(vars)))
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.provider, promptOf(row)]))
  return [...groups.values()].map((group) => {
    const [first = {}] = group
    const { metrics } = fieldsOf(listIn(outer.prompts)[countIn(first.promptIdx) ?? -1])
    const trials = numbered(group, tests)
    return runOfTrials(
      {
        tool: 'promptfoo',
        source: file.path,
        task: description ?? 'promptfoo',
        metric: 'pass',
        model: modelOf(first),
        questions,
        ...(prompts.length > 1 && { filter: `prompt ${prompts.indexOf(promptOf(first)) + 1}` }),
        ...defined({
          toolVersion: nameIn(fieldsOf(log.metadata).promptfooVersion),
          startedAt: timeIn(outer.timestamp),
        }),
      },
      trials,
      defined({ origin: passRate(fieldsOf(metrics)), rows: meanOf(trials.flatMap(scoredValue)) }),
    )
  })
}

/** The prompt's own template: its number counts the columns of the table, which has one for each prompt and provider. */
const promptOf = ({ promptId, prompt, promptIdx }: Fields): string =>
  nameIn(fieldsOf(prompt).label) ?? nameIn(promptId) ?? String(countIn(promptIdx) ?? 0)

const scoredValue = ({ outcome }: ForeignTrial) => (outcome.kind === 'scored' ? outcome.value : [])

/** Rows that ended with an error are in neither number. */
function passRate({ testPassCount, testFailCount }: Fields): number | undefined {
  const [passed, failed] = [countIn(testPassCount), countIn(testFailCount)]
  return passed === undefined || failed === undefined || passed + failed === 0 ? undefined : passed / (passed + failed)
}

/** `openai:chat:gpt` is a model of openai; a label is its name. */
function modelOf({ provider }: Fields): ForeignRun['model'] {
  const id = nameIn(fieldsOf(provider).id) ?? nameIn(provider) ?? 'model'
  const isAddress = /^(?:https?|file|exec):/.test(id)
  return {
    name: nameIn(fieldsOf(provider).label) ?? (isAddress ? id : id.split(':').at(-1) || id),
    provider: id.split(':')[0] || 'promptfoo',
    api: 'chat',
  }
}

interface TestOfRows {
  readonly id: string
  readonly vars: unknown
}

const testKey = ({ vars, testCase }: Fields) => JSON.stringify([vars, testCase])

/** Numbers the tests. With `--repeat`, `testIdx` counts each time that a test was asked, so that equal tests are one. */
function testsOf(rows: readonly Fields[]): ReadonlyMap<string, TestOfRows> {
  const found = new Map<string, TestOfRows>()
  for (const row of rows) {
    const key = testKey(row)
    if (!found.has(key)) found.set(key, { id: String(found.size), vars: row.vars })
  }
  return found
}

function numbered(rows: readonly Fields[], tests: ReadonlyMap<string, TestOfRows>): ForeignTrial[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const { id = '' } = tests.get(testKey(row)) ?? {}
    const repeat = (seen.get(id) ?? 0) + 1
    seen.set(id, repeat)
    return trialOf(row, id, repeat)
  })
}

function trialOf(row: Fields, id: string, repeat: number): ForeignTrial {
  const response = fieldsOf(row.response)
  const text =
    textIn(response.output) ??
    (response.output === undefined || response.output === null ? undefined : JSON.stringify(response.output))
  const raw = textIn(fieldsOf(row.prompt).raw) ?? ''
  const prompt = promptIn(raw)
  const score = numberIn(row.score)
  return {
    id,
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
    readings: readingsOf({ ...(score !== undefined && { score }), ...fieldsOf(row.namedScores) }),
  }
}

function readingsOf(scores: Fields): Record<string, Reading> {
  const numbers = Object.entries(scores).flatMap(([name, value]) => {
    const number = numberIn(value)
    return number === undefined ? [] : [[name, { answer: null, value: number }] as const]
  })
  return Object.fromEntries(numbers)
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
