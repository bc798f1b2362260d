/** Output folders of lm-evaluation-harness, with invented questions. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

export const DATE = '2026-03-04T05-06-07.123456'

interface RowOptions {
  readonly filter?: string
  readonly reply?: string
  readonly prompt?: unknown
  readonly [field: string]: unknown
}

/** A row of a task that evalkit does not know. */
export function row(
  docId: number,
  value: unknown,
  { filter = 'none', reply = `It is ${docId}.`, ...more }: RowOptions = {},
) {
  const doc = { question: `How many beads are on string number ${docId} of the abacus?`, answer: String(docId) }
  const { prompt = `Question: ${doc.question}\nAnswer:`, ...fields } = more
  return {
    doc_id: docId,
    doc,
    target: doc.answer,
    arguments: { gen_args_0: { arg_0: prompt, arg_1: { until: ['\n'], do_sample: false, temperature: 0.0 } } },
    resps: [[reply]],
    filtered_resps: [/\d+/.exec(reply)?.[0] ?? '[invalid]'],
    filter,
    metrics: ['exact_match'],
    doc_hash: sha256(JSON.stringify(doc, null, 2)),
    prompt_hash: sha256(String(prompt)),
    target_hash: sha256(doc.answer),
    exact_match: value,
    ...fields,
  }
}

/** The results file of one task. */
export const results = (task: string, scores: object, more: object = {}) => ({
  results: { [task]: { alias: task, ...scores } },
  configs: { [task]: { task, num_fewshot: 0, filter_list: [], metadata: { version: 1 } } },
  versions: { [task]: 1 },
  'n-shot': { [task]: 0 },
  higher_is_better: { [task]: { exact_match: true, acc: true, acc_norm: true } },
  config: {
    model: 'local-completions',
    model_args: { model: 'acme/bead-7b', base_url: 'http://me:secret@127.0.0.1:1/v1?key=1' },
  },
  date: 1772600767,
  lm_eval_version: '0.4.13',
  model_name: 'acme/bead-7b',
  total_evaluation_time_seconds: '12.5',
  ...more,
})

/** @returns the folder of the model */
export async function writeLmEval(
  root: string,
  task: string,
  rows: readonly unknown[] | string | undefined,
  facts: object | undefined,
  date = DATE,
): Promise<string> {
  await mkdir(root, { recursive: true })
  if (facts !== undefined) await writeFile(join(root, `results_${date}.json`), JSON.stringify(facts, null, 2))
  if (rows !== undefined) {
    const text = typeof rows === 'string' ? rows : rows.map((one) => `${JSON.stringify(one)}\n`).join('')
    await writeFile(join(root, `samples_${task}_${date}.jsonl`), text)
  }
  return root
}
