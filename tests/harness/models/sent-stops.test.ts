/** Stop sequences on the wire: as many as servers take. The reply is cut at all of them when it has come. */
import { describe, expect, it } from 'vitest'
import { chatBody, completionsBody, type Dialect } from '../../../harness/models/openai/request.ts'
import type { Generation } from '../../../results/schema/schema.ts'

const dialect: Dialect = { model: 'm', maxTokensField: 'max_tokens' }
const trial = { sampleId: 'quiz/0', repeat: 1, turn: 1 }
const sent = (stop: string[], more: Generation = {}) => ({
  chat: chatBody({ prompt: [], generation: { stop, ...more }, trial }, dialect).stop,
  completions: completionsBody({ prompt: '', generation: { stop, ...more }, trial }, dialect).stop,
})

describe('stop sequences on the wire', () => {
  it.each([
    ['four', ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd']],
    ['the first four of five', ['a', 'b', 'c', 'd', 'e'], ['a', 'b', 'c', 'd']],
    ['none twice', ['a', 'a', 'b'], ['a', 'b']],
    ['none that another one always comes before', ['\nclass A', '\nclass', 'x', 'y', 'z'], ['\nclass', 'x', 'y', 'z']],
    ['one of those that contain each other', ['Q', 'Question:', 'Q:'], ['Q']],
  ])('are %s', (_, asked, expected) => {
    expect(sent(asked)).toEqual({ chat: expected, completions: expected })
  })

  it('are left out where the server knows no `stop`', () => {
    expect(sent(['a'], { omit: ['stop'] })).toEqual({ chat: undefined, completions: undefined })
  })
})
