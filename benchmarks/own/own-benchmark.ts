/** From a declaration in YAML to a benchmark like those that are built in. */
import { basename, isAbsolute, join, relative } from 'node:path'
import { DatasetError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { type Benchmark, defineBenchmark, type Protocol, type SampleDraft } from '../benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from '../gate-sampling.ts'
import type { OptionOrder } from '../option-order.ts'
import type { ChoiceSettings, OwnDeclaration } from './declaration.ts'
import { type Fill, type OwnPrompt, ownPrompt } from './prompt.ts'
import type { OwnScore } from './score.ts'
import { choiceScore } from './scores/choice.ts'
import { PLAIN_SCORES } from './scores/plain.ts'
import { type Field, fieldAt, fieldError, type Source } from './source.ts'
import { cellOf, type Row, textOf } from './template.ts'
import { versionOf } from './version.ts'

/** Greedy, and long enough for an answer with some reasoning. */
const GENERATION = { temperature: 0, maxTokens: 2048 }

/**
 * @param name where the declaration has none
 * @param firstRow of the data
 * @throws UsageError with file, line and field for what the declaration lacks; DatasetError where `firstRow` throws it
 */
export async function ownBenchmark(
  declaration: OwnDeclaration,
  name: string,
  source: Source,
  firstRow: () => Promise<Row>,
): Promise<Benchmark> {
  const prompt = ownPrompt(declaration, source)
  const targets = targetFields(declaration, source)
  const id = declaration.id === undefined ? undefined : fieldAt(source, ['id'], declaration.id)
  const group = declaration.group === undefined ? undefined : fieldAt(source, ['group'], declaration.group)
  const score = await scoringOf(declaration, source, prompt, targets, firstRow)
  if (score.target === 'required' && targets.length === 0) {
    throw fieldError(source, [], 'has no target', 'Say where the right answer stands, as in target: "{answer}".')
  }
  const gold = declaration.gold === undefined ? undefined : fieldAt(source, ['gold'], declaration.gold)
  const fields = [
    ...(gold ? [gold] : []),
    ...prompt.fields,
    ...targets,
    ...(score.fields ?? []),
    ...(id ? [id] : []),
    ...(group ? [group] : []),
  ]
  const path = dataPath(declaration, source)
  if (!DATA.test(path)) {
    throw fieldError(
      source,
      ['data'],
      `${declaration.data} is neither JSON Lines nor CSV nor Parquet`,
      'Its name must end in .jsonl, .jsonl.gz, .ndjson, .csv or .parquet. A JSON list becomes JSON Lines with: jq -c ".[]" DATA.json > DATA.jsonl',
    )
  }
  const { margin, api = 'chat', repeats, generation, about = wordsOn(declaration) } = declaration

  function toSample(row: Row, _shots: readonly Row[], order?: OptionOrder): SampleDraft {
    const plain = fillFrom(row)
    const extra = score.values?.(row, plain, order) ?? {}
    const asked: Fill = (field) => field.fill((column) => extra[column] ?? textOf(row, column))
    return {
      ...prompt.draft(asked),
      ...score.draft(
        targets.flatMap((field) => rightAnswers(row, field, score.isList)),
        row,
        plain,
        order,
      ),
      ...(group && { group: plain(group) }),
    }
  }
  const protocol = (words: string, settings: Protocol<Row>['generation'] = {}): Protocol<Row> => ({
    about: words,
    api,
    generation: { ...GENERATION, ...settings },
    ...(repeats !== undefined && { repeats }),
    scorer: score.scorer,
    ...(score.options && { options: score.options }),
    ...(score.judging && { judging: score.judging }),
    toSample,
  })
  return defineBenchmark<Row>({
    name,
    version: versionOf(declaration, score),
    about,
    metric: score.metric,
    ...(declaration.protected && { protected: true }),
    ...(margin !== undefined && { margin }),
    source: relative('', source.path),
    dataset: {
      test: {
        file: basename(path),
        path,
        ...(declaration.sha256 !== undefined && { sha256: declaration.sha256 }),
        license: 'your own',
      },
    },
    row: { schema: { type: 'object' } },
    ...(id && { numberOf: (row: Row) => id.fill((column) => textOf(row, column)) }),
    check: {
      gold: (row, sample) => (gold ? fillFrom(row)(gold) : score.gold ? score.gold(sample) : sample.target),
      question: (row) => questionOf(row, prompt.fields),
    },
    checkRows: (rows) => requireColumns(fields, rows, path, source, score.options === undefined ? [] : ['options']),
    protocols: {
      chat: protocol(about, generation),
      ...(score.metric !== 'rating' && {
        gate: protocol(`as chat, ${GATE_WORDS}`, { ...generation, ...GATE_SAMPLING }),
      }),
    },
  })
}

const DATA = /\.(?:jsonl(?:\.gz)?|ndjson|csv|parquet)$/

/** As short as it was written. */
export const dataPath = ({ data }: Pick<OwnDeclaration, 'data'>, { folder }: Pick<Source, 'folder'>): string =>
  isAbsolute(data) ? data : join(folder, data)

const fillFrom =
  (row: Row): Fill =>
  (field) =>
    field.fill((column) => textOf(row, column))

/** The values of the columns that the prompt shows. */
function questionOf(row: Row, fields: readonly Field[]): string {
  const columns = new Set(fields.flatMap((field) => field.columns))
  return [...columns].flatMap((column) => (cellOf(row, column) === undefined ? [] : textOf(row, column))).join('\n')
}

function targetFields({ target }: OwnDeclaration, source: Source): readonly Field[] {
  if (target === undefined) return []
  if (typeof target === 'string') return [fieldAt(source, ['target'], target)]
  return target.map((text, at) => fieldAt(source, ['target', String(at)], text))
}

/** A column that holds a list has several right answers. @throws DatasetError for an answer that is missing or blank */
function rightAnswers(row: Row, field: Field, isList = true): readonly string[] {
  const list = field.column === undefined || !isList ? undefined : cellOf(row, field.column)
  const answers = Array.isArray(list)
    ? list.map((one) => String(one).trim())
    : [field.fill((column) => textOf(row, column)).trim()]
  if (answers.length > 0 && answers.every((answer) => answer !== '')) return answers
  throw new DatasetError(`the target is empty: ${field.columns.map((column) => `"${column}"`).join(' and ')}`)
}

async function scoringOf(
  { score }: OwnDeclaration,
  source: Source,
  prompt: OwnPrompt,
  targets: readonly Field[],
  firstRow: () => Promise<Row>,
): Promise<OwnScore> {
  const hasTarget = targets.length > 0
  if (score === 'json') return (await import('./scores/json.ts')).jsonScore({}, hasTarget, source)
  if (typeof score === 'string') return PLAIN_SCORES[score]()
  const kinds = Object.keys(score)
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? 'there is none' : `there are ${kinds.join(' and ')}`
    throw fieldError(source, ['score'], `needs one kind of score, and ${found}`, 'Write such as score: exact.')
  }
  const { choice, regex, json, code, judge } = score
  // Engines and validators that most benchmarks do without are loaded where they are needed.
  if (regex !== undefined) return (await import('./scores/regex.ts')).regexScore(regex, hasTarget, source)
  if (json !== undefined) return (await import('./scores/json.ts')).jsonScore(json, hasTarget, source)
  if (code !== undefined) return (await import('./scores/code.ts')).codeScore(code, source)
  if (judge !== undefined) return (await import('./scores/judge.ts')).judgeScore(judge, hasTarget, source)
  const targetOf = (row: Row) => targets.flatMap((field) => rightAnswers(row, field))[0] ?? ''
  return choiceScore(choice as ChoiceSettings, source, prompt, firstRow, targetOf)
}

/** @throws UsageError for a placeholder that is no column of any row */
function requireColumns(
  fields: readonly Field[],
  rows: readonly Row[],
  path: string,
  source: Source,
  alsoKnown: readonly string[],
): void {
  const columns = new Set([...alsoKnown, ...rows.flatMap((row) => Object.keys(row))])
  const isKnown = (column: string) => columns.has(column) || columns.has(column.split('.')[0] ?? '')
  for (const { keys, columns: used } of fields) {
    const unknown = used.find((column) => !isKnown(column))
    if (unknown === undefined) continue
    const known = [...columns]
    throw fieldError(
      source,
      keys,
      `{${unknown}} is no column of ${path}`,
      `${nearest(unknown, known)}Columns: ${known.join(', ')}.`,
    )
  }
}

const wordsOn = ({ score }: OwnDeclaration) =>
  `your own, scored by ${typeof score === 'string' ? score : Object.keys(score).join(' and ')}`
