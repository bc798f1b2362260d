/** Logs that somebody made to do harm, or that were damaged on their way. */

import { readdirSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { evalkit } from '../../../helpers/evalkit.ts'
import { archive, header, sample, writeZip } from '../../../helpers/inspect-log.ts'
import { DATE, results, row, writeLmEval } from '../../../helpers/lm-eval-log.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

let cwd: string
beforeEach(async () => {
  cwd = await temporaryFolder()
})
const run = (...args: string[]) => evalkit(args, { cwd })

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

it.each([
  ['settings', `"arg_1": ${deep(200_000)}`],
  ['settings as objects', `"arg_1": {"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
])('refuses %s that nest without end, or reads past them, and never crashes', async (_, settings) => {
  const text = JSON.stringify(row(0, 1)).replace(/"arg_1":\{[^}]*\}/, settings)
  await writeLmEval(join(cwd, 'out/m'), 'beads', `${text}\n`, undefined)
  const { code, stderr } = await run('import', 'out')
  expect([0, 2]).toContain(code)
  expect(stderr).not.toMatch(/internal|at .*\.ts:\d/)
})

it('reads a document that nests deeply, since nothing of it is kept', async () => {
  const text = JSON.stringify(row(0, 1)).replace('"doc":{', `"doc":{"x":${deep(50_000)},`)
  await writeLmEval(join(cwd, 'out/m'), 'beads', `${text}\n`, undefined)
  expect((await run('import', 'out')).code).toBe(0)
})

it('keeps names of tasks and models out of paths', async () => {
  const facts = { ...results('../../../evil', { 'exact_match,none': 1 }), model_name: '../../../../etc/evil\u001b[31m' }
  await mkdir(join(cwd, 'out/m'), { recursive: true })
  await writeFile(join(cwd, `out/m/results_${DATE}.json`), JSON.stringify(facts))
  await writeFile(join(cwd, `out/m/samples_.._.._evil_${DATE}.jsonl`), `${JSON.stringify(row(0, 1))}\n`)
  const { code, stdout } = await run('import', 'out')
  expect(code).toBe(0)
  expect(stdout).not.toContain('\u001b')
  expect(readdirSync(cwd).sort()).toEqual(['evalkit-runs', 'out'])
  expect(readdirSync(join(cwd, 'evalkit-runs'))[0]).toMatch(/^20260304T050607Z_[A-Za-z0-9._+-]+_evil-31m_[0-9a-f]{8}$/)
})

it('refuses an archive whose paths lead out of it', async () => {
  const evil = { ...archive([sample('a', 'C')]), 'samples/../../../evil.json': sample('b', 'C'), '../evil.json': 'x' }
  await writeZip(join(cwd, 'log.eval'), evil)
  const { code, stderr } = await run('import', 'log.eval')
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^evalkit: log\.eval: cannot be unpacked: /),
  })
  expect(readdirSync(cwd)).toEqual(['log.eval'])
})

it('ends on links that lead in a circle', async () => {
  await writeLmEval(join(cwd, 'out/m'), 'beads', [row(0, 1)], undefined)
  await symlink(join(cwd, 'out'), join(cwd, 'out/again'))
  await symlink(join(cwd, 'nowhere'), join(cwd, 'out/lost.jsonl'))
  expect((await run('import', 'out')).code).toBe(0)
})

it('reads a byte order mark and line ends of Windows', async () => {
  const rows = [row(0, 1), row(1, 0)].map((one) => JSON.stringify(one)).join('\r\n')
  await writeLmEval(join(cwd, 'out/m'), 'beads', `\uFEFF${rows}\r\n`, undefined)
  const { stdout } = await run('import', 'out', '--json')
  expect(JSON.parse(stdout).runs).toMatchObject([{ summary: { trials: 2, score: 0.5 } }])
})

it('has no field of an object’s prototype for a metric or a scorer', async () => {
  const scores = JSON.parse('{"__proto__": {"value": "C"}, "constructor": {"value": "I"}, "match": {"value": "C"}}')
  await writeFile(join(cwd, 'log.json'), JSON.stringify({ ...header(), samples: [{ ...sample('a', 'C'), scores }] }))
  const { code, stderr } = await run('import', 'log.json', '--filter', 'match')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

it('recognises no question by data that is damaged', async () => {
  await mkdir(join(cwd, 'data/gsm8k'), { recursive: true })
  await writeFile(join(cwd, 'data/gsm8k/test.jsonl'), 'not the published file')
  await writeLmEval(join(cwd, 'out/m'), 'gsm8k', [row(0, 1)], undefined)
  const { code, stdout } = await evalkit(['import', 'out', '--json', '--data-dir', 'data'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).runs[0].manifest.imported.recognised).toBeUndefined()
})

it('gates no log that was not finished', async () => {
  await writeFile(join(cwd, 'a.json'), JSON.stringify({ ...header(), samples: [sample('a', 'C'), sample('b', 'C')] }))
  const { 'header.json': _, ...begun } = archive([sample('a', 'C')])
  await writeZip(join(cwd, 'b.eval'), begun)
  const { code, stdout } = await run('gate', 'a.json', 'b.eval', '--json')
  expect({ code, verdict: JSON.parse(stdout).verdict }).toEqual({ code: 3, verdict: 'INCOMPLETE' })
})
