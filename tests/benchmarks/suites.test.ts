import { expect, it } from 'vitest'
import { selectBenchmarks } from '../../benchmarks/suites.ts'

const chosen = (names: readonly string[], protocol?: string) =>
  selectBenchmarks(names, protocol).map(({ benchmark, name }) => `${benchmark.name}:${name}`)

it('takes benchmarks by name, each once', () => {
  expect(chosen(['gsm8k', 'humaneval', 'gsm8k'])).toEqual(['gsm8k:chat', 'humaneval:chat'])
  expect(chosen(['gsm8k'], 'lm-eval')).toEqual(['gsm8k:lm-eval'])
})

const SEVEN = ['gpqa-diamond', 'gsm8k', 'mmlu', 'humaneval', 'ifeval', 'alignbench', 'mt-bench']
const names = (suite: string) => chosen([suite]).map((text) => text.replace(/:.*/, ''))

it('takes the seven of the paper together, by their defaults or as the paper did', () => {
  expect(names('all')).toEqual(SEVEN)
  expect(names('paper')).toEqual(SEVEN)
  expect(chosen(['paper']).map((text) => text.replace(/.*:/, ''))).toEqual(Array(7).fill('paper'))
})

it('has the core without MMLU and IFEval', () => {
  expect(names('core')).toEqual(['gpqa-diamond', 'gsm8k', 'humaneval', 'alignbench', 'mt-bench'])
  expect(chosen(['core'])).toEqual(expect.arrayContaining(['gsm8k:chat', 'alignbench:v1.1']))
})

it('samples the seven for a gate: judged benchmarks do so by default', () => {
  expect(chosen(['all'], 'gate')).toEqual([
    'gpqa-diamond:gate',
    'gsm8k:gate',
    'mmlu:gate',
    'humaneval:gate',
    'ifeval:gate',
    'alignbench:v1.1',
    'mt-bench:single',
  ])
  expect(() => chosen(['mt-bench'], 'gate')).toThrow(/mt-bench has no protocol "gate"/)
})

it.each([
  'gsm8k',
  'gsm8k-platinum',
  'humaneval',
  'humaneval-plus',
  'humaneval-js',
  'gpqa-diamond',
  'mmlu',
  'ifeval',
  'math-500',
])('asks %s for the gate as its default protocol does, but for the sampling', (name) => {
  const [{ protocol } = never()] = selectBenchmarks([name], 'gate')
  const [{ protocol: usual } = never()] = selectBenchmarks([name], undefined)
  expect(protocol.generation).toEqual({ ...usual.generation, temperature: 0.6, topP: 0.95 })
  expect(protocol.scorer.name).toBe(usual.scorer.name)
  expect(protocol.api).toBe(usual.api)
  expect(protocol.completionStops).toEqual(usual.completionStops)
})

const never = (): never => {
  throw new Error('nothing was chosen')
}

it.each([
  [['gsm9k'], undefined, /unknown benchmark "gsm9k"/],
  [['paper'], 'chat', /"paper" stands for the protocol paper/],
  [['humaneval'], 'lm-eval', /humaneval has no protocol/],
])('refuses %j by %s', (names, protocol, message) => expect(() => chosen(names, protocol)).toThrow(message))
