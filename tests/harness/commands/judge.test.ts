import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const file = sharedData('mt-bench/question.jsonl')
const env = { EVALKIT_DATA_DIR: join(file ?? '', '../..') }
const json = ({ stdout }: Ended) => JSON.parse(stdout)
const runsIn = (cwd: string) => readdirSync(join(cwd, 'evalkit-runs')).map((name) => join('evalkit-runs', name))
const isJudging = (messages: { content: string }[]) => messages.some(({ content }) => content.includes('[[rating]]'))

/** Model and judge behind one address, told apart by what they are asked. */
async function server(says: (asked: string) => string = () => 'Rating: [[7]]') {
  const counts = { answers: 0, verdicts: 0, others: 0 }
  const { url } = await fakeOpenAi(({ body }) => {
    const [last] = body.messages.slice(-1)
    if (isJudging(body.messages)) {
      counts.verdicts++
      return says(last.content)
    }
    if (last.content.startsWith('Reply with the word')) {
      counts.others++
      return 'ready'
    }
    counts.answers++
    return `An answer to ${last.content.length} characters.`
  })
  return { url, counts }
}

describe.skipIf(file === undefined)('a judged benchmark [needs the shared data sets]', () => {
  it('asks a judge without what it refuses, by the flag that its refusal names or by the config', async () => {
    const { url } = await fakeOpenAi(({ body }) => {
      if (body.model === 'j' && 'temperature' in body)
        return status(400, "Unsupported value: 'temperature' does not support 0")
      return 'Rating: [[7]]'
    })
    const cwd = await temporaryFolder()
    const args = ['run', 'mt-bench', '--limit', '1', '--model', `vllm/m@${url}`, '--judge']
    const refused = await evalkit([...args, `j=vllm/j@${url}`], { cwd, env })
    expect(refused.stderr).toContain('leave it out with --judge-omit temperature.')
    const flagged = await evalkit([...args, `j=vllm/j@${url}`, '--judge-omit', 'temperature', '--json'], { cwd, env })
    expect(json(flagged).runs[0]).toMatchObject({ score: 7, n: 1 })
    const entry = { models: { j: { model: `vllm/j@${url}`, generation: { omit: ['temperature'] } } } }
    await writeFile(join(cwd, 'evalkit.config.json'), JSON.stringify(entry))
    const configured = await evalkit([...args, 'j', '--json'], { cwd, env })
    expect(json(configured).runs[0]).toMatchObject({ score: 7, n: 1 })
  })

  it('is answered and rated, and rated again by another judge without asking the model', async () => {
    const { url, counts } = await server()
    const cwd = await temporaryFolder()
    const args = [
      'run',
      'mt-bench',
      '--limit',
      'first:4',
      '--model',
      `vllm/m@${url}`,
      '--judge',
      `j=vllm/j@${url}`,
      '--json',
    ]
    const ended = await evalkit(args, { cwd, env })
    expect(ended.code).toBe(0)
    expect(json(ended).runs[0]).toMatchObject({
      score: 7,
      n: 4,
      metrics: { rating: 7, 'turn 1': 7, 'turn 2': 7 },
      groups: { writing: { score: 7, n: 4 } },
      judging: { verdicts: 8, readAtOnce: 8, readAfterRetries: 0, unreadable: 0, models: { j: ['served-model'] } },
    })
    expect(counts).toEqual({ answers: 8, verdicts: 8, others: 1 })

    const other = await server(() => '[[3]]')
    const [run = ''] = runsIn(cwd)
    const rescored = await evalkit(['rescore', run, '--judge', `strict=vllm/s@${other.url}`, '--json'], { cwd, env })
    expect(rescored.code).toBe(0)
    expect(json(rescored).runs[0]).toMatchObject({ score: 3, n: 4 })
    expect(rescored.stderr).toMatch(/ · \S+: \d trials\n[\s\S]* {2}3\.00 .* n 4 /)
    expect(counts.answers).toBe(8)
    expect(other.counts).toEqual({ answers: 0, verdicts: 8, others: 1 })

    const compared = await evalkit(['compare', ...runsIn(cwd)], { cwd, env })
    expect(compared.code).toBe(0) // one judge, one name given by the API
    const manifests = runsIn(cwd).map((name) => JSON.parse(readFileSync(join(cwd, name, 'manifest.json'), 'utf8')))
    expect(manifests.map(({ judge }) => judge.judges[0].name).sort()).toEqual(['j', 's'])
  })

  it('has its stored verdicts read by another rule without asking anyone', async () => {
    const { url, counts } = await server(() => 'See [2]. Rating: [[6]]')
    const cwd = await temporaryFolder()
    const args = ['run', 'mt-bench', '--limit', 'first:2', '--model', `vllm/m@${url}`, '--judge', `vllm/j@${url}`]
    await evalkit(args, { cwd, env })
    const asked = { ...counts }
    const again = await evalkit(['rescore', ...runsIn(cwd), '--rule', 'reference', '--json'], { cwd, env })
    expect(json(again).runs[0]).toMatchObject({ rule: 'reference', score: 6 })
    expect(counts).toEqual(asked)
  })

  it('rates stored answers, is stopped, and goes on where it was without paying for a verdict again', async () => {
    const { url } = await server()
    const cwd = await temporaryFolder()
    const models = ['--model', `vllm/m@${url}`, '--judge', `j=vllm/j@${url}`]
    expect((await evalkit(['run', 'mt-bench', '--limit', 'first:4', ...models], { cwd, env })).code).toBe(0)
    const [run = ''] = runsIn(cwd)
    let isSlow = true
    const asked: string[] = []
    const strict = await fakeOpenAi(async ({ body }) => {
      const last = body.messages.at(-1).content
      if (last.startsWith('Reply with the word')) return 'ready'
      asked.push(last)
      if (isSlow) await new Promise((resolve) => setTimeout(resolve, 200))
      return '[[3]]'
    })
    const args = ['rescore', run, '--judge', `s=vllm/s@${strict.url}`, '--judge-connections', '1', '--json']
    const stopped = await evalkitProcess(args, { cwd, env, interruptWhen: () => asked.length >= 3 })
    expect(stopped.code).toBe(130)
    expect(json(stopped).error.hint).toMatch(/^To continue: evalkit rescore .* --resume$/)
    expect(asked.length).toBeLessThan(8)
    isSlow = false
    const resumed = await evalkit([...args, '--resume'], { cwd, env })
    expect(resumed.code).toBe(0)
    expect(json(resumed).runs[0]).toMatchObject({ score: 3, n: 4, unscored: 0 })
    expect(asked).toHaveLength(8)
    expect(new Set(asked).size).toBe(8)
    expect(runsIn(cwd)).toHaveLength(2)
  })

  it('leaves unscored what the judge never rates, and asks only that again', async () => {
    let mute = true
    const { url, counts } = await server((asked) => (mute && asked.includes('Assistant A') ? 'Hm.' : '[[8]]'))
    const cwd = await temporaryFolder()
    const args = ['run', 'mt-bench', '--limit', 'first:2', '--model', `vllm/m@${url}`, '--judge', `vllm/j@${url}`]
    const first = await evalkit(args, { cwd, env })
    expect(first.code).toBe(3)
    expect(first.stdout).toMatch(/2 trials unscored \(2 judge-error\)/)
    expect(first.stdout).toMatch(/2 of 4 verdicts parsed, 0 after a retry, 2\s+failed/)
    expect(counts).toEqual({ answers: 4, verdicts: 8, others: 1 })

    mute = false
    const second = await evalkit([...args, '--resume'], { cwd, env })
    expect(second.code).toBe(0)
    expect(counts).toEqual({ answers: 4, verdicts: 10, others: 2 })
    const [run = ''] = runsIn(cwd)
    expect(readdirSync(join(cwd, run)).sort()).toEqual(['manifest.json', 'samples.jsonl', 'summary.json'])
    const shown = await evalkit(['show', run, '81'], { cwd, env })
    expect(shown.stdout).toMatch(/── j on turn 2, by single-v1-multi-turn: 8 /)
    expect(shown.stdout).toMatch(/Scored 8: rated turn 1 8, turn 2 8 by rule rating\./)
  })

  it('ends the run where the first verdicts of the judge are all unreadable, and shows its replies', async () => {
    const { url, counts } = await server(() => 'I would rather talk about the weather.')
    const cwd = await temporaryFolder()
    const models = ['--model', `vllm/m@${url}`, '--judge', `j=vllm/j@${url}`]
    const ended = await evalkit(['run', 'mt-bench', '--limit', 'first:40', ...models, '--judge-connections', '4'], {
      cwd,
      env,
    })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/none of the first 10 verdicts of the judge j could be read as a rating/)
    expect(ended.stderr.match(/"I would rather talk about the weather\."/g)).toHaveLength(3)
    expect(ended.stderr).toMatch(/--judge-template/)
    expect(counts.verdicts).toBeLessThanOrEqual(60)
  })

  it('is not asked again what the cache has, where its version is known', async () => {
    const { url, counts } = await server()
    const cwd = await temporaryFolder()
    const models = ['--model', `vllm/m@${url}`, '--judge', `vllm/j@${url}`, '--cache', '--model-version', '1']
    const args = ['run', 'mt-bench', '--limit', 'first:2', ...models, '--judge-repeats', '2']
    const unknown = await evalkit(args, { cwd, env })
    expect(unknown.stderr).toMatch(/--cache: verdicts of j are not cached, because it has no --judge-version/)
    expect(counts).toEqual({ answers: 4, verdicts: 8, others: 1 })
    for (const _ of ['first', 'second']) await evalkit([...args, '--judge-version', '1'], { cwd, env })
    expect(counts).toEqual({ answers: 4, verdicts: 16, others: 2 })
  })

  it('gets the headers of its own config entry, and the model does not', async () => {
    const seen = new Set<string>()
    const { url } = await fakeOpenAi(({ headers, body }) => {
      seen.add(`${body.model} ${headers['x-gateway']}`)
      return 'Rating: [[7]]'
    })
    const cwd = await temporaryFolder()
    const entry = `{ model: 'vllm/j@${url}', headers: { X-Gateway: '\${TOKEN}' } }`
    await writeFile(join(cwd, 'evalkit.config.yaml'), `models: { j: ${entry} }\n`)
    const args = ['run', 'mt-bench', '--limit', 'first:1', '--model', `vllm/m@${url}`, '--judge', 'j']
    expect((await evalkit(args, { cwd, env: { ...env, TOKEN: 'token-1' } })).code).toBe(0)
    expect(seen).toEqual(new Set(['m undefined', 'j token-1']))
  })

  it('shows the judge the model’s own first answer in the second turn', async () => {
    const { url } = await server()
    const cwd = await temporaryFolder()
    const args = ['run', 'mt-bench', '--limit', 'first:1', '--model', `vllm/m@${url}`, '--judge', `vllm/j@${url}`]
    await evalkit(args, { cwd, env })
    const [run = ''] = runsIn(cwd)
    const record: SampleRecord = JSON.parse(readFileSync(join(cwd, run, 'samples.jsonl'), 'utf8'))
    const answers = record.attempt.turns.map(({ completion }) => completion.text)
    const judged = record.ratings?.[1]?.prompt.at(-1)?.content ?? ''
    for (const answer of answers) expect(judged).toContain(answer)
    expect(record.attempt.turns[1]?.prompt).toContainEqual({ role: 'assistant', content: answers[0] })
  })
})

describe.skipIf(file === undefined)('before anything is asked of the model [needs the shared data sets]', () => {
  const refused = async (judge: readonly string[], code: number, words: RegExp) => {
    const { url, counts } = await server()
    const cwd = await temporaryFolder()
    const ended = await evalkit(['run', 'mt-bench', '--model', `vllm/m@${url}`, ...judge], { cwd, env })
    expect(ended.stderr).toMatch(words)
    expect(ended.code).toBe(code)
    expect(counts.answers).toBe(0)
    expect(readdirSync(cwd)).not.toContain('evalkit-runs')
  }

  it('a missing judge is missed', () =>
    refused([], 2, /mt-bench requires a judge, and none is given\n +Add one, as in --judge/))

  it('a judge that is not there is missed', () =>
    refused(['--judge', 'j=vllm/j@http://127.0.0.1:9/v1', '--max-retries', '0'], 3, /the judge j: .*cannot be reached/))

  it('a judge that refuses is heard', async () => {
    const { url } = await fakeOpenAi(() =>
      status(400, 'temperature is not supported', {}, { code: 'unsupported_value' }),
    )
    await refused(['--judge', `j=vllm/j@${url}`], 2, /the judge j: .*temperature is not supported/)
  })

  it('a file of answers is no judge', () => refused(['--judge', 'replay/x.jsonl'], 2, /a replay file cannot judge/))

  it('more judges are asked for than there are', () =>
    refused(['--judge', 'vllm/j@http://127.0.0.1:9/v1', '--min-judges', '2'], 2, /--min-judges 2: only 1 given/))

  it('a template without its placeholders is refused', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'prompts.jsonl')
    await writeFile(path, JSON.stringify({ name: 'single-v1', system_prompt: '', prompt_template: '{question}' }))
    await refused(
      ['--judge', 'vllm/j@http://127.0.0.1:9/v1', '--judge-template', path],
      2,
      /prompts\.jsonl: judge template single-v1: has no \{answer\}/,
    )
  })
})

it('a judge is refused where nothing is rated', async () => {
  const ended = await evalkit(['run', 'wordproblems', '--model', 'replay/x.jsonl', '--judge', 'vllm/j'], {
    cwd: await temporaryFolder(),
  })
  expect(ended.code).toBe(2)
  expect(ended.stderr).toMatch(/--judge: none of these benchmarks is rated by a judge/)
})
