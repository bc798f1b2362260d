import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const zip = sharedData('gpqa/gpqa_diamond.zip')
const dataDir = zip?.slice(0, -'gpqa/gpqa_diamond.zip'.length) ?? ''

/** Failures must not print the questions: texts are compared here, and only the outcome reaches an assertion. */
const holdsAny = (text: string, questions: readonly string[]) =>
  questions.some((question) => text.includes(question.slice(0, 40)))

const runIn = (cwd: string) => join('evalkit-runs', readdirSync(join(cwd, 'evalkit-runs'))[0] as string)

function recordsIn(cwd: string) {
  const text = readFileSync(join(cwd, runIn(cwd), 'samples.jsonl'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const questionsIn = (cwd: string): string[] =>
  recordsIn(cwd).map(({ attempt }) => attempt.turns[0]?.prompt[0].content.split('\n\n')[1])

describe.skipIf(zip === undefined)('GPQA-Diamond from the command line [needs the shared data sets]', () => {
  const run = (cwd: string, ...args: string[]) =>
    evalkit(['run', 'gpqa-diamond', '--data-dir', dataDir, ...args], { cwd })

  it('scores its gold answers 198 of 198, by the order that each brings', async () => {
    const cwd = await temporaryFolder()
    const orders = Array.from({ length: 198 }, (_, i) => [0, 1, 2, 3].map((option) => (option + i) % 4))
    const lines = orders.map((order, i) =>
      JSON.stringify({ id: `gpqa-diamond/${i}`, completion: `Answer: ${'ABCD'[order.indexOf(0)]}`, order }),
    )
    await writeFile(join(cwd, 'gold.jsonl'), lines.join('\n'))
    const { code, stdout } = await run(cwd, '--model', 'replay/gold.jsonl')
    expect([code, stdout.includes('198 of 198')]).toEqual([0, true])
    expect(
      recordsIn(cwd)
        .map(({ id, order }) => [id, order])
        .sort(),
    ).toEqual(orders.map((order, i) => [`gpqa-diamond/${i}`, order]).sort())

    await writeFile(join(cwd, 'gold.jsonl'), JSON.stringify({ id: 'gpqa-diamond/0', completion: 'Answer: A' }))
    const refused = await run(cwd, '--model', 'replay/gold.jsonl')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('gold.jsonl:1: the "order" of the options is missing')
  })

  it('shows a question on request only, and keeps it out of complaints', async () => {
    const cwd = await temporaryFolder()
    const { url } = await fakeOpenAi(({ body }, call) => {
      const asked = JSON.stringify(body)
      return call === 1 ? status(400, `this body is bad: ${asked}`) : `I read: ${asked}\nAnswer: A`
    })
    const ran = await run(
      cwd,
      '--model',
      `m=openai/m@${url}`,
      '--limit',
      'first:3',
      '--repeats',
      '2',
      '--log-level',
      'debug',
    )
    expect(ran.code).toBe(3) // one question was never answered
    const texts = questionsIn(cwd).filter((text) => text !== undefined)
    const shown = await evalkit(['show', runIn(cwd), '1'], { cwd })
    const open = await evalkit(['show', runIn(cwd), '1', '--show-protected'], { cwd })
    const seen = [ran.stdout, ran.stderr, shown.stdout, open.stdout].map((text) => holdsAny(text, texts))
    expect(seen).toEqual([false, false, false, true])
    expect(shown.stdout).toContain('--show-protected shows it')
    const failed = recordsIn(cwd).find(({ outcome }) => outcome.kind === 'unscored')
    expect(/repeats a protected question/.test(failed.outcome.error.message)).toBe(true)
  })
})
