/** One reply in five is broken, in each way that servers are known for: nothing of that may look like a wrong answer. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { finalNumber } from '../../../benchmarks/gsm8k.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { by, type FakeRequest, fakeOpenAi } from '../../helpers/fake-openai.ts'
import { replay, serverFixtures } from '../../helpers/replayed-server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const GOLD = new Map<string, string>(
  readFileSync(bundledFile('wordproblems/wordproblems-test.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ question, answer }) => [question, finalNumber(answer) ?? '']),
)

/** In each, the server says that it failed, and another try may succeed. */
const BROKEN = serverFixtures().filter(
  ({ status, expected }) => status === 200 && 'unscored' in expected && expected.retryable === true,
)

/** A perfect model, but for one question in five. @param times how often such a question meets a broken reply */
async function server(times: number): Promise<string> {
  const questions = [...GOLD.keys()]
  const asked = new Map<string, number>()
  const { url } = await fakeOpenAi(({ body }: FakeRequest) => {
    const question = body.messages.at(-1).content
    const count = (asked.get(question) ?? 0) + 1
    asked.set(question, count)
    const index = questions.indexOf(question)
    const fixture = BROKEN[(index / 5) % BROKEN.length]
    return fixture === undefined || count > times
      ? `So it is\n#### ${GOLD.get(question)}`
      : by((response) => void replay(fixture, response))
  })
  return url
}

describe('a server that breaks one reply in five', { timeout: 120_000 }, () => {
  it.each([[[]], [['--stream']]])(
    'fails no gate with %j, and its broken replies are counted as not scored',
    async (more) => {
      const [clean, broken] = [await server(0), await server(Infinity)]
      const models = ['--baseline', `base=vllm/m@${clean}`, '--model', `cand=vllm/m@${broken}`]
      const ended = await evalkit(
        ['run', 'wordproblems', ...models, '--gate', '--max-retries', '0', '--json', ...more],
        {
          cwd: await temporaryFolder(),
        },
      )
      expect(ended.code).toBe(3)
      const [base, candidate] = JSON.parse(ended.stdout).runs
      expect(base).toMatchObject({ score: 1, unscored: 0 })
      expect(candidate).toMatchObject({ score: 1, unscored: 40, truncated: 0 })
    },
  )

  it('costs retries, and nothing else', async () => {
    const ended = await evalkit(['run', 'wordproblems', '--model', `m=vllm/m@${await server(1)}`, '--json'], {
      cwd: await temporaryFolder(),
    })
    expect(ended.code).toBe(0)
    expect(JSON.parse(ended.stdout).runs[0]).toMatchObject({ score: 1, unscored: 0 })
  })
})
