/** Commands end by themselves: no socket, timer, file or worker that was opened keeps the process alive. */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { fakeBatches, ok } from '../../helpers/fake-batches.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { sharePythonSnapshot } from '../../helpers/sandbox-programs.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Of a process that has not ended by then, the exit code is null. */
const ended = async (cwd: string, args: readonly string[], env = {}) => {
  const { code, stderr } = await evalkitProcess(args, { cwd, env })
  expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
}

it('a run at two servers, with cache and log', async () => {
  const [one, other] = [await fakeOpenAi('#### 1'), await fakeOpenAi('#### 1')]
  const cwd = await temporaryFolder()
  const kept = ['--cache', '--model-version', '1', '--log-file', 'log.jsonl']
  await ended(cwd, [
    'run',
    'wordproblems',
    '--limit',
    'first:3',
    '--model',
    `m=vllm/m@${one.url},${other.url}`,
    ...kept,
  ])
})

it('a run in batches', async () => {
  const { url } = await fakeBatches(() => ok('#### 1'))
  await ended(await temporaryFolder(), [
    ...['run', 'wordproblems', '--limit', 'first:3', '--batch', '--model', `m=openai/m@${url}`],
  ])
})

const mtBench = sharedData('mt-bench/question.jsonl')

it.skipIf(mtBench === undefined)('a run with a judge [needs the shared data sets]', async () => {
  const { url } = await fakeOpenAi('Rating: [[7]]')
  const models = ['--model', `m=vllm/m@${url}`, '--judge', `j=vllm/j@${url}`]
  const env = { EVALKIT_DATA_DIR: join(mtBench as string, '../..') }
  await ended(await temporaryFolder(), ['run', 'mt-bench', '--limit', 'first:1', ...models], env)
})

it('a run of programs', async () => {
  const fixture = fileURLToPath(new URL('../../fixtures/humaneval-js/humaneval-js.jsonl', import.meta.url))
  const cwd = await temporaryFolder()
  await sharePythonSnapshot(cwd)
  await mkdir(join(cwd, 'data/humaneval-js'), { recursive: true })
  await cp(fixture, join(cwd, 'data/humaneval-js/humaneval-js.jsonl'))
  await writeFile(join(cwd, 'answers.jsonl'), '{"id": "humaneval-js/0", "completion": "no"}\n')
  const args = ['run', 'humaneval-js', '--data-dir', 'data', '--limit', 'first:1', '--model', 'replay/answers.jsonl']
  await ended(cwd, args)
})

it('a build of training data', async () => {
  const { url } = await fakeOpenAi('It is 7.\n#### 7')
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'prompts.jsonl'), '{"prompt": "What is 3 plus 4?"}\n')
  const variants = ['--variants', 'direct', '-o', 'data']
  await ended(cwd, ['sft', 'build', '--prompts', 'prompts.jsonl', '--teacher', `t=vllm/t@${url}`, ...variants])
})
