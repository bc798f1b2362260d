import { describe, expect, it } from 'vitest'
import { foreignModels, isSameModel, ServedModelsTally } from '../../../results/summary/served-models.ts'
import { summarize } from '../../../results/summary/summarize.ts'
import { notesOn } from '../../../results/words/notes.ts'
import { record, stream, turn } from '../../helpers/records.ts'
import { manifest } from '../../helpers/stored-run.ts'

describe('two names can be the same model', () => {
  it.each([
    ['gpt-4o', 'gpt-4o'],
    ['gpt-4o', 'gpt-4o-2024-08-06'],
    ['gpt-4-0613', 'gpt-4'],
    ['claude-x', 'claude-x@20240806'],
    ['openai/gpt-4o', 'gpt-4o'],
    ['Qwen/Qwen2.5-7B', 'qwen2.5-7b'],
    ['sft', '/models/run-7/sft.gguf'],
    ['C:\\models\\sft.gguf', 'sft'],
    ['llama3', 'llama3:latest'],
    ['llama3', 'llama3:8b'],
    ['m/x:free', 'm/x'],
  ])('%s and %s', (asked, served) => expect(isSameModel(asked, served)).toBe(true))
})

describe('two names are two models', () => {
  it.each([
    ['gpt-4o', 'gpt-4o-mini'],
    ['llama3:8b', 'llama3:70b'],
    ['sft', 'base'],
    ['qwen-7b', 'qwen-7b-instruct'],
    ['qwen', 'qwen-72b'],
    ['checkpoint-100', 'checkpoint-200'],
  ])('%s and %s', (asked, served) => expect(isSameModel(asked, served)).toBe(false))
})

it('counts the replies of all turns by name, and no more names than a summary can hold', () => {
  const tally = new ServedModelsTally()
  tally.add([turn({ model: 'a' }), turn({ model: 'a' }), turn({})])
  expect(tally.facts()).toEqual({ servedModels: { a: 2 } })
  for (let i = 0; i < 100; i++) tally.add([turn({ model: `m${i}` })])
  const { servedModels = {} } = tally.facts()
  expect(Object.keys(servedModels)).toHaveLength(21)
  expect(Object.values(servedModels).reduce((sum, one) => sum + one, 0)).toBe(102)
})

it('says nothing where no reply names its model', () => expect(new ServedModelsTally().facts()).toEqual({}))

describe('beside the score', () => {
  const plan = { metric: 'accuracy', range: [0, 1] as const, planned: 3, repeats: 1, wallMs: 1 }
  const records = ['gpt-4o', 'gpt-4o-mini', 'gpt-4o'].map((model, i) =>
    record(`gsm8k/${i}`, 1, { turns: [turn({ model })] }),
  )
  const model = { ...manifest.model, label: 'sft', name: 'gpt-4o' }

  it('another model’s replies are named with their number', async () => {
    const summary = await summarize(stream(records), plan)
    expect(
      notesOn({ manifest: { ...manifest, model: { ...model, endpoint: 'http://localhost:1/v1' } }, summary }, false),
    ).toContain('sft: 1 of 3 replies name the model gpt-4o-mini, not gpt-4o')
  })

  it('a file is no server, and serves nothing else', async () => {
    const summary = await summarize(stream(records), plan)
    expect(foreignModels({ name: 'answers.jsonl' }, summary)).toEqual([])
  })
})
