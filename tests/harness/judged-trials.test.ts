import { describe, expect, it } from 'vitest'
import type { ModelRequest } from '../../harness/models/model.ts'
import { evaluate, type TrialSetup } from '../../harness/trial/evaluate.ts'
import type { OpenPanel } from '../../harness/trial/judge-model.ts'
import { ModelError } from '../../results/errors.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { openRun } from '../../results/store/read.ts'
import { RunWriter } from '../../results/store/write.ts'
import { judged } from '../../scorers/judged.ts'
import { PLAIN_JUDGING, QUESTION_TEMPLATE } from '../helpers/scripted-judge.ts'
import { type ScriptedReply, scriptedModel } from '../helpers/scripted-model.ts'
import { manifest } from '../helpers/stored-run.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const sample: Sample = { id: 'talk/1', turns: ['Why?', 'And then?'] }
const trial = { sample, repeat: 1 }

/** Said by their last message. */
type Says = (asked: string, request: ModelRequest) => ScriptedReply | Promise<ScriptedReply>
const lastOf = ({ prompt }: ModelRequest) => (typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? ''))

function benchOf(answers: Says, says: Says, journal?: RunWriter) {
  const model = scriptedModel((request) => answers(lastOf(request), request))
  const judge = scriptedModel((request) => says(lastOf(request), request), { label: 'j' })
  const member = { model: judge, generation: { temperature: 0 } }
  const panel: OpenPanel = {
    judges: [],
    members: [member],
    templates: new Map([['plain', QUESTION_TEMPLATE]]),
    regrades: 1,
    minimum: 1,
    capacity: () => 1,
    facts: {} as OpenPanel['facts'],
  }
  const bench: TrialSetup = {
    model,
    generation: { maxTokens: 50 },
    scorer: judged(PLAIN_JUDGING),
    resources: { judge: panel },
    ...(journal && { journal }),
  }
  return { bench, asked: () => model.requests.map(lastOf), judged: () => judge.requests.map(lastOf) }
}

const answer: Says = (asked) => `Reply to ${asked}`

describe('a judged trial', () => {
  it('keeps its verdicts in its record', async () => {
    const { bench } = benchOf(answer, () => '[[7]]')
    const record = await evaluate(trial, bench)
    expect(record.outcome).toMatchObject({ kind: 'scored', score: { value: 7 } })
    expect(record.ratings?.map(({ rating }) => rating)).toEqual([7, 7])
  })

  it('has its first answer judged while the second is being made', async () => {
    const { promise: judgedFirst, resolve } = Promise.withResolvers<void>()
    const { bench } = benchOf(
      async (asked) => {
        if (asked === 'And then?') await judgedFirst
        return answer(asked, {} as ModelRequest)
      },
      () => {
        resolve()
        return '[[7]]'
      },
    )
    expect((await evaluate(trial, bench)).outcome.kind).toBe('scored')
  })

  it('is asked at its own temperature where it has one', async () => {
    const temperatures: unknown[] = []
    const { bench } = benchOf(
      (asked, request) => {
        temperatures.push(request.generation)
        return answer(asked, request)
      },
      () => '[[7]]',
    )
    const record = await evaluate({ sample: { ...sample, generation: { temperature: 0.7 } }, repeat: 1 }, bench)
    expect(temperatures).toEqual(Array(2).fill({ maxTokens: 50, temperature: 0.7 }))
    expect(record.generation).toEqual({ temperature: 0.7 })
  })

  it.each([
    ['cannot be read', () => 'Hm.', 'judge-error'],
    ['cannot be had', () => new ModelError('it answered 500'), 'judge-error'],
    ['has no room for it', () => new ModelError('too long', { tooLong: true }), 'judge-overflow'],
  ])('is unscored when the judge %s', async (_case, says, reason) => {
    const record = await evaluate(trial, benchOf(answer, says).bench)
    expect(record.outcome).toMatchObject({ kind: 'unscored', reason })
    expect(record.attempt.turns).toHaveLength(2)
  })

  it('ends the run when no judge can ever be asked', async () => {
    const { bench } = benchOf(answer, () => new ModelError('the key is wrong', { fatal: true }))
    await expect(evaluate(trial, bench)).rejects.toThrow('the key is wrong')
  })

  it('whose model fails half-way keeps the verdict on its first turn', async () => {
    const { bench } = benchOf(
      (asked) => (asked === 'Why?' ? 'Because.' : new ModelError('it answered 500')),
      () => '[[7]]',
    )
    const record = await evaluate(trial, bench)
    expect(record.outcome).toMatchObject({ kind: 'unscored', reason: 'model-error' })
    expect(record.ratings?.map(({ turn, rating }) => [turn, rating])).toEqual([[1, 7]])
  })
})

describe('a run that goes on', () => {
  const start = async () => RunWriter.create(await temporaryFolder(), manifest)

  it('asks no answer again whose verdict is missing, and no verdict that is there', async () => {
    const before = await start()
    const half = benchOf(answer, (asked) => (asked.startsWith('Why?') ? '[[7]]' : 'Hm.'), before)
    await before.append(await evaluate(trial, half.bench))
    await before.close()

    const after = await RunWriter.resume(before.folder)
    const rest = benchOf(answer, () => '[[4]]', after)
    const record = await evaluate(trial, rest.bench)
    await after.close()
    expect(rest.asked()).toEqual([])
    expect(rest.judged()).toEqual(['And then? ⇒ Reply to And then?'])
    expect(record.outcome).toMatchObject({ kind: 'scored', score: { value: 5.5 } })
  })

  it('loses no answer and no verdict when it is killed before the record is there', async () => {
    const before = await start()
    const { promise: silence } = Promise.withResolvers<string>()
    const { promise: secondAsked, resolve } = Promise.withResolvers<void>()
    const hanging = benchOf(
      answer,
      (asked) => {
        if (asked.startsWith('Why?')) return '[[7]]'
        resolve()
        return silence
      },
      before,
    )
    void evaluate(trial, hanging.bench)
    await secondAsked
    await before.close() // as a killed process would leave it

    const after = await RunWriter.resume(before.folder)
    const rest = benchOf(answer, () => '[[4]]', after)
    await after.append(await evaluate(trial, rest.bench))
    await after.close()
    expect(rest.asked()).toEqual([])
    expect(rest.judged()).toEqual(['And then? ⇒ Reply to And then?'])
    const records = await Array.fromAsync((await openRun(before.folder)).records())
    expect(records.map(({ outcome }) => outcome)).toEqual([
      expect.objectContaining({ score: expect.objectContaining({ value: 5.5 }) }),
    ])
  })

  it('asks only the turns that are missing', async () => {
    const before = await start()
    const fails: Says = (asked) => (asked === 'Why?' ? 'Because.' : new ModelError('it answered 500'))
    await before.append(await evaluate(trial, benchOf(fails, () => '[[7]]', before).bench))
    await before.close()

    const after = await RunWriter.resume(before.folder)
    const rest = benchOf(answer, () => '[[4]]', after)
    const record = await evaluate(trial, rest.bench)
    await after.close()
    expect(rest.asked()).toEqual(['And then?'])
    expect(rest.judged()).toEqual(['And then? ⇒ Reply to And then?'])
    expect(record.attempt.turns.map(({ completion }) => completion.text)).toEqual(['Because.', 'Reply to And then?'])
  })

  it('keeps all that it had through any number of sittings', async () => {
    const first = await start()
    await first.append(await evaluate(trial, benchOf(answer, () => 'Hm.', first).bench))
    await first.close()
    const second = await RunWriter.resume(first.folder)
    await second.close()
    const third = await RunWriter.resume(first.folder)
    expect(third.partialProgress('talk/1', 1)?.turns.map(({ completion }) => completion.text)).toEqual([
      'Reply to Why?',
      'Reply to And then?',
    ])
    await third.close()
  })
})
