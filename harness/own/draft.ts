/** A first declaration for a file of samples: which column is asked, which holds the answer, and how a reply could be scored. */
import { UsageError } from '../../results/errors.ts'

type Row = Readonly<Record<string, unknown>>

/** Usual names of columns, the likeliest first. */
const PROMPTS = ['prompt', 'question', 'input', 'instruction', 'query', 'problem', 'text', 'ticket', 'message', 'title']
const TARGETS = ['target', 'answer', 'label', 'gold', 'expected', 'expected_output', 'output', 'completion', 'response']
const OPTIONS = ['options', 'choices', 'candidates']
const GROUPS = ['category', 'group', 'subject', 'topic', 'type', 'domain', 'difficulty', 'level', 'channel']

/** Labels of a classification are few. */
const MOST_LABELS = 12

/**
 * YAML with comments, to be corrected by whoever knows the data.
 *
 * @param data as it is to stand in the file
 * @throws UsageError for rows without two columns of text or numbers
 */
export function draftDeclaration(name: string, data: string, rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const texts = columns.filter((column) => rows.every((row) => isPlain(row[column])))
  const lists = columns.filter((column) => rows.every((row) => asList(row[column]) !== undefined))
  const options = named(lists, OPTIONS)
  const target = named(texts, TARGETS) ?? texts.findLast((column) => column !== named(texts, PROMPTS))
  const asked = named(
    texts.filter((column) => column !== target),
    PROMPTS,
  )
  const prompt =
    asked ??
    longest(
      texts.filter((column) => column !== target),
      rows,
    )
  if (target === undefined || prompt === undefined) {
    throw new UsageError(
      `${data}: needs a column to ask and one with the right answer, and has ${columns.join(', ') || 'none'}`,
      {
        hint: 'Every row must have both, as text or numbers.',
      },
    )
  }
  const group = named(
    texts.filter((column) => column !== target && column !== prompt),
    GROUPS,
  )
  const values = rows.map((row) => String(row[target]).trim())
  return [
    `# A benchmark over ${data}; every line is a guess: correct it, then run  evalkit benchmark check ${name}.benchmark.yaml`,
    `name: ${name}`,
    `data: ${quoted(data)}`,
    ...scored({ prompt, target, options, values }),
    ...(group === undefined ? [] : [`group: ${quoted(`{${group}}`)}`]),
    '# margin: 3   # the largest loss that the gate allows, in points; check and gate say what these samples can show',
    '',
  ].join('\n')
}

interface Guess {
  readonly prompt: string
  readonly target: string
  readonly options: string | undefined
  readonly values: readonly string[]
}

function scored({ prompt, target, options, values }: Guess): string[] {
  const asked = [`prompt: |`, `  {${prompt}}`, '']
  const answer = `target: ${quoted(`{${target}}`)}`
  if (options !== undefined) {
    const index = values.every((value) => /^\d+$/.test(value))
      ? [`    index: ${values.includes('0') ? 0 : 1}   # the number of the first option`]
      : []
    return [
      ...asked,
      '  {options}',
      '',
      '  Finish with a line of the form "Answer: LETTER".',
      answer,
      'score:',
      '  choice:',
      `    options: ${quoted(`{${options}}`)}`,
      ...index,
    ]
  }
  if (values.every((value) => NUMBER.test(value))) {
    return [...asked, '  Finish with the number alone on the last line.', answer, 'score: number']
  }
  const labels = [...new Set(values)].sort()
  if (labels.length > 1 && labels.length <= Math.min(MOST_LABELS, values.length / 2)) {
    const list = labels.map((label) => label.replaceAll('{', '{{').replaceAll('}', '}}')).join(', ')
    return [...asked, `  Answer with one of these and nothing else: ${list}.`, answer, 'score: exact']
  }
  if (values.some((value) => /\\(?:frac|sqrt|boxed|pi|left)/.test(value))) {
    return [...asked, '  Put the final answer inside \\boxed{{}}.', answer, 'score: math']
  }
  return [
    ...asked,
    '  Answer briefly.',
    answer,
    'score: contains   # or exact, regex, json, judge: see docs/own-benchmarks.md',
  ]
}

const NUMBER = /^[-+−]?[$€£]?\d[\d,]*(?:\.\d+)?\s?%?$|####\s*[-\d.,]+\s*$/

const isPlain = (value: unknown) =>
  (typeof value === 'string' && value.trim() !== '') ||
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  typeof value === 'boolean'

/** A list, or a JSON list in a cell of a CSV file. */
function asList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return undefined
  try {
    const list = JSON.parse(value)
    return Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

/** The first of the names that a column has, whatever its case. */
function named(columns: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = columns.find((column) => column.toLowerCase() === name)
    if (found !== undefined) return found
  }
  return undefined
}

function longest(columns: readonly string[], rows: readonly Row[]): string | undefined {
  const length = (column: string) => rows.reduce((sum, row) => sum + String(row[column]).length, 0)
  return columns.toSorted((a, b) => length(b) - length(a))[0]
}

const quoted = (text: string) => JSON.stringify(text)
