/** Reads simple-evals: `<eval>_<model>_allresults.json`, whose scores of single questions are in the HTML of its report. */
import { defined } from '../../../results/defined.ts'
import { InteropError } from '../../../results/errors.ts'
import { readWholeJson } from './files.ts'
import { completion, type ForeignRun, type ForeignTrial, type LogFile, type Reader } from './foreign.ts'
import { fieldsOf, listIn, nameIn, numberIn, textIn } from './json-fields.ts'
import { messagesIn } from './messages.ts'
import { isProtectedName, runOfTrials } from './run-of-trials.ts'

const NAME = /^(.+?)_(.+?)(?:_(\d{8}_\d{6}))?_allresults\.json$/

export const simpleEvals: Reader = {
  tool: 'simple-evals',
  lookedFor: '<eval>_<model>_allresults.json of simple-evals',
  owns: isLog,
  async read(own) {
    const runs: ForeignRun[] = []
    for (const file of own) runs.push(await runOf(file))
    return runs
  },
}

async function isLog(file: LogFile): Promise<boolean> {
  if (!file.name.endsWith('.json')) return false
  if (file.name.endsWith('_allresults.json')) return true
  return /^\s*\{\s*"score":/.test(await file.head()) && (await file.head()).includes('"htmls"')
}

async function runOf(file: LogFile): Promise<ForeignRun> {
  const log = fieldsOf(await readWholeJson(file))
  const [, task = file.name.replace(/\.json$/, ''), model = 'model'] = NAME.exec(file.name) ?? []
  const htmls = listIn(log.htmls)
  const convos = listIn(log.convos)
  if (htmls.length === 0) {
    throw new InteropError(`${file.path}: holds no scores of single questions`, {
      hint: 'Name the file that ends in _allresults.json.',
    })
  }
  return runOfTrials(
    {
      tool: 'simple-evals',
      source: file.path,
      task,
      metric: 'score',
      model: { name: model, provider: 'simple-evals', api: 'chat' },
      ...(isProtectedName(task) && { isProtected: true }),
    },
    htmls.map((html, at) => trialOf(textIn(html) ?? '', convos[at], at)),
    { origin: numberIn(log.score) },
  )
}

/**
 * `<p>Score: 1.0</p>` at the end; comparisons in its scorers also give True and False. NVIDIA's edition counts the tokens behind it:
 * `<h4>Token Usage</h4> <ul>…</ul>`.
 */
const SCORE =
  /<p>Score:\s*(-?[\d.]+(?:e[+-]?\d+)?|True|False)\s*<\/p>(?:\s*<h4>Token Usage<\/h4>\s*<ul>(?:\s*<li>[\w ]+: [\w/]+<\/li>)*\s*<\/ul>)?\s*$/i

function trialOf(html: string, convo: unknown, at: number): ForeignTrial {
  const messages = messagesIn(convo) ?? []
  const reply = messages.at(-1)?.role === 'assistant' ? messages.at(-1)?.content : undefined
  const prompt = messages.slice(0, reply === undefined ? undefined : -1)
  const [, score] = SCORE.exec(html.trimEnd()) ?? []
  const value = score === undefined ? undefined : /^[tf]/i.test(score) ? Number(/^t/i.test(score)) : Number(score)
  return {
    id: String(at),
    repeat: 1,
    texts: prompt.filter(({ role }) => role === 'user').map(({ content }) => content),
    turns: reply === undefined ? [] : [{ prompt, completion: completion(reply) }],
    prompt,
    outcome:
      value === undefined || !Number.isFinite(value)
        ? { kind: 'unscored', reason: 'missing', message: 'the report of the question has no score' }
        : {
            kind: 'scored',
            value,
            answer: fieldIn(html, 'Extracted Answer') ?? null,
            ...(reply === '' && { flaw: 'empty' as const }),
          },
    ...defined({ target: fieldIn(html, 'Correct Answer') }),
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&#34;': '"',
  '&#39;': "'",
  '&amp;': '&',
}

/** The last field of that name: a reply may hold one that looks the same. @returns undefined for None and for an empty one */
function fieldIn(html: string, name: string): string | undefined {
  const start = html.lastIndexOf(`<p>${name}: `)
  const end = start === -1 ? -1 : html.indexOf('</p>', start)
  if (end === -1) return undefined
  const text = html
    .slice(start + name.length + 5, end)
    .replace(/&(?:lt|gt|#34|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
  return text === 'None' ? undefined : nameIn(text)
}
