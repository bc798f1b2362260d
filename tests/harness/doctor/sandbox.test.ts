import { expect, it } from 'vitest'
import { inTime } from '../../../harness/doctor/check.ts'
import { checkSandboxes, checkWorkers } from '../../../harness/doctor/sandbox.ts'
import { SandboxError, UsageError } from '../../../results/errors.ts'
import { scriptedSandbox } from '../../helpers/scripted-sandbox.ts'

const passing = async () => scriptedSandbox(() => ({ outcome: 'passed' })).sandbox

it('runs a program in each engine and language', async () => {
  const checks = await checkSandboxes(undefined, 'unused', passing)
  expect(checks.map(({ name, status }) => [name, status])).toEqual([
    ['isolate, JavaScript', 'ok'],
    ['isolate, Python', 'ok'],
    ['native, Python', 'ok'],
  ])
})

it.each([
  [undefined, 'info'],
  ['native', 'problem'],
] as const)('takes a missing native engine, where the config names %s, for %s', async (wanted, status) => {
  const checks = await checkSandboxes(wanted, 'unused', async (name) => {
    if (name === 'native') throw new UsageError('needs bubblewrap', { hint: 'Install it.' })
    return passing()
  })
  expect(checks.at(-1)).toMatchObject({ status, found: expect.stringMatching(/needs bubblewrap/) })
})

it.each([
  ['fails a correct program', { outcome: 'error' } as const, /ended as "error"/],
  ['breaks', new SandboxError('worker died'), /worker died/],
])('finds a default engine that %s', async (_, result, found) => {
  const broken = scriptedSandbox(() => result)
  const [check] = await checkSandboxes(undefined, 'unused', async () => broken.sandbox)
  expect(check).toMatchObject({ status: 'problem', found: expect.stringMatching(found) })
})

it('names the workers that memory allows, and why they are fewer than cores', async () => {
  expect(await checkWorkers(async () => ({ workers: 4, residentMiB: 1024 }))).toMatchObject({
    status: 'ok',
    found: '4, each with up to 1024 MiB',
  })
  const shortage = '1 sandbox worker instead of 4: 1.9 GiB of memory is free, and each may take 1 GiB'
  expect(await checkWorkers(async () => ({ workers: 1, residentMiB: 1024, shortage }))).toMatchObject({
    status: 'warning',
    found: shortage,
  })
})

it('waits no longer than it may, and ignores what fails afterwards', async () => {
  const { promise, reject } = Promise.withResolvers<string>()
  expect(await inTime(promise, 1)).toBeUndefined()
  reject(new Error('too late to matter'))
  expect(await inTime(Promise.resolve('there'), 1000)).toBe('there')
})
