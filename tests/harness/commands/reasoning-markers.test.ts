import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { finalNumber } from '../../../benchmarks/gsm8k.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Replies to ten problems; half of them begin with reasoning in a tag of nobody else's, one is cut within it. */
async function folderOfMuser(): Promise<string> {
  const cwd = await temporaryFolder()
  const rows = (await readFile(bundledFile('wordproblems/wordproblems-test.jsonl'), 'utf8')).split('\n').slice(0, 10)
  const lines = rows.map((row, index) => {
    const answer = finalNumber(JSON.parse(row).answer)
    const musing = index % 2 === 0 ? `<musing>#### ${answer}, or not?</musing>` : ''
    const completion = index === 8 ? `<musing>\n#### ${answer}` : `${musing}So it is ${index === 0 ? -1 : answer}.`
    return JSON.stringify({ id: `wordproblems/${index}`, completion })
  })
  await writeFile(join(cwd, 'sft.jsonl'), lines.join('\n'))
  return cwd
}

const run = ['run', 'wordproblems', '--limit', 'first:10']
const answersOf = async (cwd: string, folder: string) =>
  (await readFile(join(cwd, 'evalkit-runs', folder, 'samples.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .sort((a, b) => Number(a.id.slice(13)) - Number(b.id.slice(13)))

it('tells once a run of a tag that opens many replies, and its config lines mend it', {
  timeout: 120_000,
}, async () => {
  const cwd = await folderOfMuser()
  const first = await evalkit([...run, '--model', 'replay/sft.jsonl'], { cwd })
  expect(first.code).toBe(0)
  // The terminal breaks the sentence into lines, which YAML doesn't mind.
  const told =
    /sft: 4 of 10 replies open with <musing>, [^{]*put this into the config and rescore:\s+(models:\s+\{.*\})$/gm
  const [[, config] = [], ...further] = [...first.stdout.matchAll(told)]
  expect(further).toEqual([])
  await writeFile(join(cwd, 'evalkit.config.yaml'), config ?? '')

  const [folder = ''] = readdirSync(join(cwd, 'evalkit-runs'))
  const again = await evalkit(['rescore', join('evalkit-runs', folder)], { cwd })
  expect(again.code).toBe(0)
  expect(again.stdout).not.toContain('<musing>')
  const rescored = readdirSync(join(cwd, 'evalkit-runs')).find((name) => name !== folder) ?? ''
  const records = await answersOf(cwd, rescored)
  expect(records.map(({ outcome }) => outcome.score.value)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 0, 1])
  expect(records[8].outcome.score).toMatchObject({ answer: null, flaw: 'empty' })
  expect(records[2].attempt.turns[0].completion).toMatchObject({ text: expect.stringMatching(/^So it is/) })

  const named = await evalkit([...run, '--model', 'sft', '--json'], { cwd })
  expect(JSON.parse(named.stdout).runs[0]).toMatchObject({ correct: 8, unanswered: 1 })
})
