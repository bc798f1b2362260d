/** `evalkit watch` with checkpoints that require a server. */
import { chmod, readdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EXIT } from '../../../results/errors.ts'
import { listRuns } from '../../../results/store/read.ts'
import { adapterFiles, fullModelFiles, writeFiles } from '../../helpers/checkpoint-files.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { RUN_FAKE_SERVER } from '../../helpers/fake-server.ts'
import { processesFor } from '../../helpers/processes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

type Files = Parameters<typeof writeFiles>[1]

/** A folder with these checkpoints, written long ago, and a vllm that records how it was started. */
async function watched(checkpoints: Readonly<Record<string, Files>>) {
  const cwd = await temporaryFolder()
  for (const [name, files] of Object.entries(checkpoints)) {
    await writeFiles(join(cwd, name), files)
    for (const file of Object.keys(files)) await utimes(join(cwd, name, file), new Date(0), new Date(0))
  }
  const started = join(cwd, 'started.jsonl')
  const vllm = join(
    await writeFiles(join(cwd, 'bin'), {
      vllm: `#!/bin/sh\nexec ${RUN_FAKE_SERVER} "$@" --record ${started} --journal ${join(cwd, 'journal')}\n`,
    }),
    'vllm',
  )
  await chmod(vllm, 0o755)
  const watch = (...flags: string[]) =>
    evalkit(['watch', 'out', 'wordproblems', '--limit', '3', '--once', '--serve', 'vllm', ...flags], {
      cwd,
      env: { PATH: `${join(cwd, 'bin')}:${process.env.PATH}` },
    })
  const starts = async () => (await readFile(started, 'utf8').catch(() => '')).split('\n').length - 1
  const models = async () => (await listRuns(join(cwd, 'evalkit-runs'))).map(({ manifest }) => manifest.model)
  const journal = async () =>
    (await readFile(join(cwd, 'journal'), 'utf8').catch(() => '')).replaceAll(/-[0-9a-f]{6}$/gm, '')
  return { cwd, watch, starts, models, journal }
}

it('serves each checkpoint once, from files that stay, and starts nothing for what is done', async () => {
  const { cwd, watch, starts, models } = await watched({
    'out/checkpoint-100': { ...fullModelFiles(1), 'optimizer.pt': 'x' },
    'out/checkpoint-200': fullModelFiles(2, 3),
    'out/checkpoint-300': { 'config.json': '{}' },
  })
  const { code, stdout, stderr } = await watch()
  expect(stderr).toContain('out/checkpoint-300 ')
  expect(stdout).toMatch(/^step 100 {5}wordproblems .*\nstep 200 {5}wordproblems .*\n$/)
  expect(code).toBe(EXIT.ok)
  const identity = expect.stringMatching(/^sha256:[0-9a-f]{64}$/)
  expect(await models()).toMatchObject([
    { label: 'out-checkpoint-100', step: 100, series: 'out', version: identity, weights: 'out/checkpoint-100' },
    { label: 'out-checkpoint-200', step: 200, series: 'out', version: identity, weights: 'out/checkpoint-200' },
  ])
  expect(await readFile(join(cwd, 'started.jsonl'), 'utf8')).toMatch(
    /\/pinned\/checkpoint-100".*\n.*\/pinned\/checkpoint-200"/,
  )
  expect(await starts()).toBe(2)
  expect((await watch()).stdout).toBe(stdout)
  expect(await starts()).toBe(2)
  expect((await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.startsWith('.'))).toEqual([])
  expect(await processesFor(cwd)).toEqual([])
})

it('serves adapters one after the other on one server of their base, and knows them the next time', async () => {
  const config = { base_model_name_or_path: './base' }
  const { cwd, watch, starts, models, journal } = await watched({
    base: fullModelFiles(1),
    'out/checkpoint-100': adapterFiles(1, config),
    'out/checkpoint-200': adapterFiles(2, config),
    'out/checkpoint-300': adapterFiles(3, config),
  })
  const { code, stdout, stderr } = await watch('--baseline', './base')
  expect(stderr).toContain('base: vllm is ready')
  expect(stdout).toMatch(/^step 100 .* pp, p = 1\nstep 200 .*\nstep 300 /)
  expect(code).toBe(EXIT.ok)
  expect(await models()).toMatchObject([
    { label: 'base' },
    { label: 'out-checkpoint-100', version: expect.stringMatching(/^sha256:\w+ on sha256:\w+$/) },
    { label: 'out-checkpoint-200', step: 200 },
    { label: 'out-checkpoint-300', step: 300 },
  ])
  // The base alone, and the base with adapters, each of which leaves its memory when it is done.
  expect(await starts()).toBe(2)
  expect((await journal()).split('\n').slice(0, 4)).toEqual([
    'unload out-checkpoint-100',
    'load out-checkpoint-200',
    'unload out-checkpoint-200',
    'load out-checkpoint-300',
  ])
  expect((await watch('--baseline', './base')).stdout).toBe(stdout)
  expect(await starts()).toBe(2)
  expect(await processesFor(cwd)).toEqual([])
})

it('is refused at once where the server cannot be started', async () => {
  const cwd = await temporaryFolder()
  await writeFiles(join(cwd, 'out/checkpoint-100'), fullModelFiles(1))
  const missing = await evalkit(['watch', 'out', 'wordproblems', '--serve', 'sglang'], {
    cwd,
    env: { PATH: join(cwd, 'none') },
  })
  expect(missing.stderr).toMatch(/^evalkit: --serve sglang: python cannot be started/)
  expect(missing.code).toBe(EXIT.usage)
})
