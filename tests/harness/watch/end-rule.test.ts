import { expect, it } from 'vitest'
import { endOf, endRuleOf, type TrainingState } from '../../../harness/watch/end-rule.ts'

const MINUTE = 60_000

it.each([
  [undefined, { kind: 'training' }],
  ['2000', { kind: 'step', step: 2000 }],
  ['idle', { kind: 'idle', ms: 30 * MINUTE }],
  ['idle:90', { kind: 'idle', ms: 90 * MINUTE }],
  ['idle:0.5', { kind: 'idle', ms: MINUTE / 2 }],
])('reads --until %s', (text, rule) => expect(endRuleOf(text)).toEqual(rule))

it.each(['', 'end', 'idle:', 'idle:0', '-5', '1e3', '99999999999999999'])('refuses --until %j', (text) =>
  expect(() => endRuleOf(text)).toThrow('neither a step nor idle'),
)

const training = (state: Partial<TrainingState>): TrainingState => ({
  ...{ lastStep: undefined, maxSteps: undefined, isFinal: false, unfinished: 0, idleMs: 0 },
  ...state,
})

it.each<[string, string | undefined, Partial<TrainingState>, boolean]>([
  ['at the last step', undefined, { lastStep: 500, maxSteps: 500 }, true],
  ['at no step before', undefined, { lastStep: 499, maxSteps: 500 }, false],
  ['at no step of an unknown number', undefined, { lastStep: 500 }, false],
  ['with final weights', undefined, { isFinal: true }, true],
  ['not while a checkpoint is being written', undefined, { isFinal: true, unfinished: 1, idleMs: MINUTE }, false],
  ['though one was left half-written', undefined, { isFinal: true, unfinished: 1, idleMs: 11 * MINUTE }, true],
  ['at the step named', '500', { lastStep: 500 }, true],
  ['after the step named', '500', { lastStep: 600, unfinished: 1 }, true],
  ['not before the step named, final weights or not', '500', { lastStep: 400, maxSteps: 400, isFinal: true }, false],
  ['when nothing has changed', 'idle:5', { idleMs: 5 * MINUTE }, true],
  ['not while something changes', 'idle:5', { idleMs: 4 * MINUTE, isFinal: true }, false],
])('ends %s', (_, until, state, ends) => expect(endOf(endRuleOf(until), training(state)) !== undefined).toBe(ends))
