import { expect, it } from 'vitest'
import { chooseBenchmarks } from '../../benchmarks/suites.ts'

const chosen = (names: readonly string[], protocol?: string) =>
  chooseBenchmarks(names, protocol).map(({ benchmark, name }) => `${benchmark.name}:${name}`)

it('takes benchmarks by name, each once', () => {
  expect(chosen(['gsm8k', 'humaneval', 'gsm8k'])).toEqual(['gsm8k:chat', 'humaneval:chat'])
  expect(chosen(['gsm8k'], 'lm-eval')).toEqual(['gsm8k:lm-eval'])
})

it('takes the five together, by their defaults or as the paper did', () => {
  expect(chosen(['all']).map((text) => text.replace(/:.*/, ''))).toEqual([
    'gpqa-diamond',
    'gsm8k',
    'humaneval',
    'alignbench',
    'mt-bench',
  ])
  expect(chosen(['paper']).map((text) => text.replace(/.*:/, ''))).toEqual(Array(5).fill('paper'))
})

it.each([
  [['gsm9k'], undefined, /unknown benchmark "gsm9k"/],
  [['paper'], 'chat', /"paper" stands for the protocol paper/],
  [['humaneval'], 'lm-eval', /humaneval has no protocol/],
])('refuses %j by %s', (names, protocol, message) => expect(() => chosen(names, protocol)).toThrow(message))
