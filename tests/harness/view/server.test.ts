import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startView } from '../../../harness/view/server.ts'
import { record, records, turn } from '../../helpers/records.ts'
import { beginRun, writeRun } from '../../helpers/run-folder.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const assets = { script: 'file()', viewScript: 'served()', style: 'p {}' }

async function serve(runsDir: string, showProtected = false) {
  const view = await startView({ runsDir, port: 0, showProtected, assets })
  onTestFinished(() => view.close())
  const text = async (path: string) => (await fetch(view.url + path)).text()
  return { ...view, text, json: async (path: string) => JSON.parse(await text(path)) }
}

/** Two finished runs of five samples, the last of which the second loses. */
async function pair() {
  const root = await temporaryFolder()
  const base = await writeRun(root, 'base', records('11110'), { startedAt: '2026-11-20T00:00:00.000Z' })
  const sft = await writeRun(root, 'sft', records('11000'), { startedAt: '2026-11-21T00:00:00.000Z' })
  return { root, base, sft, query: `run=${base}&run=${sft}` }
}

describe('the server of evalkit view', () => {
  it('lists all runs, the newest first, and finds new ones', async () => {
    const { root, base, sft } = await pair()
    const view = await serve(root)
    expect(await view.json('api/runs')).toMatchObject([
      { run: sft, model: 'sft', benchmark: 'gsm8k', status: 'complete', done: 5, planned: 5, score: 0.4 },
      { run: base, model: 'base', score: 0.8 },
    ])
    await writeRun(root, 'third', records('1'), { startedAt: '2026-11-22T00:00:00.000Z' })
    await rm(join(root, base), { recursive: true })
    expect(await view.text('')).toContain(`<h1>Runs in ${root}</h1>`)
    expect((await view.json('api/runs')).map(({ model }: { model: string }) => model)).toEqual(['third', 'sft'])
  })

  it('shows runs of the command line that lie elsewhere', async () => {
    const { root } = await pair()
    const other = await temporaryFolder()
    const name = await writeRun(other, 'elsewhere', records('1'))
    const view = await startView({ runsDir: root, folders: [join(other, name)], port: 0, showProtected: false, assets })
    onTestFinished(() => view.close())
    const runs = (await (await fetch(`${view.url}api/runs`)).json()) as { model: string }[]
    expect(runs.map(({ model }) => model)).toContain('elsewhere')
  })

  it('compares runs as a report does, with samples a page at a time', async () => {
    const { root, query } = await pair()
    const view = await serve(root)
    const page = await view.text(`compare?${query}`)
    expect(page).toContain('<p class="subject">base → sft on gsm8k</p>')
    expect(page).toContain('data-cell="gsm8k sft"')
    expect(page).not.toContain('id="texts-0"')
    const answer = await view.json(`api/samples?${query}&benchmark=gsm8k&models=0,1&show=lost`)
    expect(answer).toMatchObject({ first: 0, total: 2, shows: { lost: 2, right: 2, wrong: 1 } })
    expect(answer.rows.map(({ sample }: { sample: { id: string } }) => sample.id)).toEqual(['gsm8k/2', 'gsm8k/3'])
  })

  it('opens the page that a sample is on', async () => {
    const root = await temporaryFolder()
    const run = await writeRun(root, 'sft', records('1'.repeat(120)))
    const view = await serve(root)
    const at = (query: string) => view.json(`api/samples?run=${run}&benchmark=gsm8k&models=0&sort=sample&${query}`)
    expect(await at('sample=107')).toMatchObject({ first: 100, total: 120 })
    expect((await at('from=50')).rows).toHaveLength(50)
    expect(await at('sample=unknown')).toMatchObject({ first: 0 })
  })

  it('reads the texts of one sample, and searches those of all', async () => {
    const root = await temporaryFolder()
    const said = (at: number, text: string) =>
      record(`gsm8k/${at}`, 1, { turns: [turn({ text, reasoning: 'Let me see.' })] })
    const run = await writeRun(root, 'sft', [said(0, 'hay'), said(1, 'A “needle” in hay'), said(2, 'straw')])
    const view = await serve(root)
    const texts = await view.json(`api/texts?run=${run}&benchmark=gsm8k&id=gsm8k/1`)
    expect(texts).toMatchObject({ prompts: ['How many?'], runs: [[{ t: ['A “needle” in hay'], k: ['Let me see.'] }]] })
    expect(await view.json(`api/texts?run=${run}&benchmark=gsm8k&id=gsm8k/9`)).toBeNull()
    const found = (text: string) =>
      view.json(`api/samples?run=${run}&benchmark=gsm8k&models=0&text=${encodeURIComponent(text)}`)
    expect((await found('HAY')).total).toBe(2)
    expect((await found('“needle”')).rows[0].sample.id).toBe('gsm8k/1')
    expect((await found('gsm8k/2')).total).toBe(1)
    expect((await found('let me see')).total).toBe(3)
  })

  it('says why runs cannot be compared, and shows them all the same', async () => {
    const root = await temporaryFolder()
    const one = await writeRun(root, 'base', records('11'))
    const other = await writeRun(root, 'sft', records('11'), { benchmark: { name: 'gsm8k', version: 2 } })
    const page = await (await serve(root)).text(`compare?run=${one}&run=${other}`)
    expect(page).toMatch(/<p class="open">Not compared: /)
    expect(page).toContain('data-cell="gsm8k sft"')
  })

  it('compares each benchmark that can be, though another cannot', async () => {
    const { root, query } = await pair()
    const other = (version: number) => ({ benchmark: { name: 'humaneval', version } })
    const one = await writeRun(root, 'base', records('11'), other(1))
    const two = await writeRun(root, 'sft', records('11'), other(2))
    const page = await (await serve(root)).text(`compare?${query}&run=${one}&run=${two}`)
    expect(page).toMatch(/<p class="open">Not compared: .*humaneval/)
    expect(page).toMatch(/data-cell="gsm8k sft"><div class="cell">\n<a class="whole"[^>]*−40\.0 pp/)
  })

  it('takes the first model for the baseline where runs disagree on it', async () => {
    const root = await temporaryFolder()
    const runs = []
    for (const label of ['a', 'b']) runs.push(await writeRun(root, label, records('11'), { baseline: label }))
    const page = await (await serve(root)).text(`compare?${runs.map((run) => `run=${run}`).join('&')}`)
    expect(page).toContain('<p class="subject">a → b on gsm8k</p>')
  })

  it('tells the history of a benchmark, protocols apart', async () => {
    const { root } = await pair()
    await writeRun(root, 'few-shot', records('1'), {
      protocol: { name: 'few-shot', hash: 'another', metric: 'accuracy', shots: 5 },
    })
    const page = await (await serve(root)).text('history?benchmark=gsm8k')
    expect(page.match(/<h2>Protocol [\w-]+/g)).toEqual(['<h2>Protocol few-shot', '<h2>Protocol chat'])
    expect(page).toMatch(/aria-label="Scores of 2 runs from 2026-11-20 to 2026-11-21/)
  })

  it('keeps scores by two rules apart, though the protocol asked the same', async () => {
    const root = await temporaryFolder()
    for (const rule of ['strict', 'flexible']) {
      const protocol = { name: 'lm-eval', hash: 'same', metric: 'accuracy', shots: 5, rule }
      for (const step of [100, 200]) await writeRun(root, `${rule}-step-${step}`, records('11'), { protocol })
    }
    const page = await (await serve(root)).text('history?benchmark=gsm8k')
    expect(page.match(/<h2>Protocol lm-eval <small>rule \w+/g)?.sort()).toEqual([
      '<h2>Protocol lm-eval <small>rule flexible',
      '<h2>Protocol lm-eval <small>rule strict',
    ])
    expect(page.match(/Compare these 2 steps/g)).toHaveLength(2)
  })

  it('draws checkpoints by their step, in the history and where they are compared', async () => {
    const root = await temporaryFolder()
    const runs = []
    for (const [label, values] of [
      ['sft-step-1000', '1110'],
      ['sft-step-200', '1100'],
      ['final', '1111'],
    ] as const) {
      runs.push(await writeRun(root, label, records(values)))
    }
    const view = await serve(root)
    const history = await view.text('history?benchmark=gsm8k')
    expect(history).toMatch(/<h3>Score over steps: sft<\/h3>/)
    expect(history.match(/<title>step [\d,]+: [\d.]+%/g)).toEqual([
      '<title>step 200: 50.0%',
      '<title>step 1,000: 75.0%',
    ])
    const [, link = ''] = /<a href="(compare[^"]*)">Compare these 2 steps/.exec(history) ?? []
    const compared = await view.text(link.replaceAll('&amp;', '&'))
    expect(compared).toContain('<h2 id="curves">Score over steps</h2>')
    expect(compared).toMatch(/Step 1,000 scores best, 75\.0%/)
    expect(await view.text(`compare?run=${runs[0]}&run=${runs[2]}`)).not.toContain('Score over steps')
  })

  it('shows protected text only where it was started so', async () => {
    const root = await temporaryFolder()
    const secret = record('gpqa-diamond/0', 1, { turns: [turn({ text: 'secret words' })] })
    const run = await writeRun(root, 'sft', [secret], {
      benchmark: { name: 'gpqa-diamond', version: 1 },
      protected: {},
    })
    const query = `run=${run}&benchmark=gpqa-diamond`
    const [hidden, shown] = [await serve(root), await serve(root, true)]
    expect(await hidden.text(`api/texts?${query}&id=gpqa-diamond/0`)).not.toContain('secret')
    expect(await hidden.json(`api/samples?${query}&models=0&text=secret`)).toMatchObject({ total: 0 })
    expect(await hidden.text(`compare?${query}`)).not.toContain('secret')
    expect(await shown.text(`api/texts?${query}&id=gpqa-diamond/0`)).toContain('secret words')
  })

  it('passes over what is no run, and tells of one that is damaged', async () => {
    const { root, base, query } = await pair()
    const view = await serve(root)
    expect(await view.text('compare?run=../../etc&run=nothing')).toContain('None of these runs is in this folder.')
    await rm(join(root, base, 'samples.jsonl'))
    const answer = await fetch(`${view.url}compare?${query}`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('    at ')
  })
})

describe('a run under way', () => {
  it('is followed as its samples come in, a torn line not before it is whole', async () => {
    const root = await temporaryFolder()
    const run = await beginRun(root, 'sft', 4)
    await run.add(record('gsm8k/0', 1), record('gsm8k/1', 0))
    const view = await serve(root)
    expect(await view.json('api/runs')).toMatchObject([{ status: 'running', done: 2, planned: 4, score: 0.5 }])
    const whole = `${JSON.stringify(record('gsm8k/2', 1))}\n`
    await run.append(whole.slice(0, 30))
    const samples = () => view.json(`api/samples?run=${run.name}&benchmark=gsm8k&models=0`)
    expect((await samples()).total).toBe(2)
    await run.append(whole.slice(30))
    expect((await samples()).total).toBe(3)
    expect(await view.text(`compare?run=${run.name}`)).toContain('INCOMPLETE')
  })

  it('has the numbers of now whenever its page is opened', async () => {
    const root = await temporaryFolder()
    const run = await beginRun(root, 'sft', 4)
    await run.add(record('gsm8k/0', 1), record('gsm8k/1', 0))
    const view = await serve(root)
    const page = () => view.text(`compare?run=${run.name}`)
    expect(await page()).toContain('50.0%')
    await run.add(record('gsm8k/2', 1), record('gsm8k/3', 1))
    expect(await page()).toContain('75.0%')
  })

  it('is searched again once a trial is made again', async () => {
    const root = await temporaryFolder()
    const run = await beginRun(root, 'sft', 1)
    const said = (text: string) => record('gsm8k/0', 1, { turns: [turn({ text })] })
    await run.add(said('hay'))
    const view = await serve(root)
    const found = async () =>
      (await view.json(`api/samples?run=${run.name}&benchmark=gsm8k&models=0&text=needle`)).total
    expect(await found()).toBe(0)
    await run.add(said('a needle'))
    expect(await found()).toBe(1)
  })

  it('sends an event when something of it has changed, and none while nothing has', async () => {
    const root = await temporaryFolder()
    const run = await beginRun(root, 'sft', 4)
    const view = await serve(root)
    const abort = new AbortController()
    onTestFinished(() => abort.abort())
    const response = await fetch(`${view.url}api/events`, { signal: abort.signal })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    await run.add(record('gsm8k/0', 1))
    const decoder = new TextDecoder()
    let said = ''
    for await (const chunk of response.body ?? []) {
      said += decoder.decode(chunk)
      if (said.includes('\n\nevent: runs') && said.endsWith('\n\n')) break
    }
    const [, data = ''] = /event: runs\ndata: (.*)\n/.exec(said) ?? []
    expect(JSON.parse(data)).toMatchObject({ runs: [{ run: run.name, done: 1 }], gone: [] })
  })

  it('whose process has died is interrupted', async () => {
    const root = await temporaryFolder()
    const run = await beginRun(root, 'sft', 4)
    await rm(join(root, run.name, 'lock.json'))
    expect(await (await serve(root)).json('api/runs')).toMatchObject([{ status: 'interrupted', done: 0 }])
  })
})

describe('whoever asks', () => {
  /** Node's fetch sets no Host of another's. */
  async function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number | undefined> {
    const sent = request(url, { method, headers })
    sent.end()
    const [response] = await once(sent, 'response')
    response.resume()
    return response.statusCode
  }

  it('needs the token, by the right name, from no other page, and can only read', async () => {
    const { root } = await pair()
    const { url } = await serve(root)
    const { origin, port } = new URL(url)
    expect(await ask(url)).toBe(200)
    expect(await ask(url.slice(0, -1))).toBe(308)
    expect(await ask(`${origin}/`)).toBe(403)
    expect(await ask(`${origin}/${'0'.repeat(32)}/api/runs`)).toBe(403)
    expect(await ask(`${url}nothing`)).toBe(404)
    expect(await ask(url, { host: `localhost:${port}` })).toBe(200)
    expect(await ask(url, { host: `evil.example:${port}` })).toBe(421)
    expect(await ask(url, { host: '127.0.0.1' })).toBe(421)
    expect(await ask(url, { origin: 'http://evil.example' })).toBe(403)
    expect(await ask(url, { origin: 'null' })).toBe(403)
    expect(await ask(url, { origin })).toBe(200)
    expect(await ask(url, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await ask(url, { 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await ask(url, { 'sec-fetch-site': 'none' })).toBe(200)
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect(await ask(url, {}, method)).toBe(405)
  })

  it('gets a token of its own from every start, and headers that let no other page in', async () => {
    const { root } = await pair()
    const [one, other] = [await serve(root), await serve(root)]
    expect(new URL(one.url).pathname).not.toBe(new URL(other.url).pathname)
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/)
    const { headers } = await fetch(one.url)
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(await one.text('')).toContain("default-src 'none'; script-src 'sha256-")
  })

  it('is told where a port is taken', async () => {
    const { root } = await pair()
    const { url } = await serve(root)
    const port = Number(new URL(url).port)
    await expect(startView({ runsDir: root, port, showProtected: false, assets })).rejects.toThrow(
      `--port ${port}: in use`,
    )
  })
})
