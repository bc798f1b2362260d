import { expect, it } from 'vitest'
import { stackArguments, stackKiB } from '../../../sandboxes/isolate/stack-size.ts'

const limits = (soft: string) =>
  `Limit                     Soft Limit           Hard Limit           Units
Max data size             unlimited            unlimited            bytes
Max stack size            ${soft}              unlimited            bytes
`

it.each([
  ['8388608', 6144],
  ['4194304', 3072],
  ['unlimited', 6144],
  ['1048576', undefined],
])('of a thread with %s bytes, V8 takes %s KiB', (soft, expected) => expect(stackKiB(limits(soft))).toBe(expected))

it('is left alone where the limit is not known', () => expect(stackKiB('')).toBeUndefined())

it('is given to Node as one argument at most', () =>
  expect(stackArguments().every((argument) => /^--stack-size=\d{4}$/.test(argument))).toBe(true))
