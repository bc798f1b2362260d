/** The guard around each test file (tests/helpers/setup-file.ts) finds what a file leaves to the next ones of its worker. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { expect, it, onTestFinished, vi } from 'vitest'
import { ProcessState } from './helpers/process-state.ts'

const ignore = () => undefined

it('finds nothing where all is as it was', async () => {
  expect(await new ProcessState().changes(undefined, 0)).toEqual([])
})

it.each<[string, () => unknown, string]>([
  ['another environment', () => (process.env = { ...process.env }), 'process.env (another object'],
  ['a variable', () => (process.env.LEFT_BY_A_TEST = '1'), 'process.env.LEFT_BY_A_TEST'],
  ['another working folder', () => process.chdir(tmpdir()), 'process.cwd()'],
])('finds %s, and puts it back', async (_, act, name) => {
  const state = new ProcessState()
  act()
  expect(await state.changes(undefined, 0)).toContainEqual(expect.stringContaining(name))
  state.restore()
  expect(await state.changes(undefined, 0)).toEqual([])
})

it.each<[string, () => () => unknown, string]>([
  [
    'a listener',
    () => {
      process.on('SIGUSR2', ignore)
      return () => process.off('SIGUSR2', ignore)
    },
    'listeners of process: SIGUSR2',
  ],
  [
    'a clock that is not real',
    () => {
      vi.useFakeTimers()
      return () => vi.useRealTimers()
    },
    'globalThis.setTimeout',
  ],
  [
    'a spy',
    () => {
      const spy = vi.spyOn(process.stderr, 'write')
      return () => spy.mockRestore()
    },
    'process.stderr.write',
  ],
])('finds %s', async (_, act, name) => {
  const state = new ProcessState()
  const undo = act()
  try {
    expect(await state.changes(undefined, 0)).toContain(name)
  } finally {
    undo()
  }
})

it('waits for what is ending', async () => {
  const state = new ProcessState()
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  expect(await state.changes(undefined, 0)).toEqual(['TCPServerWrap'])
  setTimeout(() => server.close(), 30)
  expect(await state.changes()).toEqual([])
})

it('asks for what else a file may have left', async () => {
  expect(await new ProcessState().changes(() => ['a folder'], 0)).toEqual(['a folder'])
})
