/** How far verdicts agree: one judge's with each other, several judges' with each other, and all of them with mere length. */

import { defined } from '../defined.ts'
import type { JudgeHealth, JudgeVerdict, SampleRecord } from '../schema/schema.ts'
import { krippendorffAlpha } from '../statistics/krippendorff.ts'
import { Moments } from '../statistics/moments.ts'
import { rankCorrelation } from '../statistics/rank-correlation.ts'
import { varianceComponents } from '../statistics/variance-components.ts'
import { byName } from './counter.ts'

type AgreementFacts = Pick<JudgeHealth, 'judges' | 'alpha' | 'spread' | 'lengthCorrelation'>

export class JudgeAgreement {
  /** Judge → turn of a sample → repeat → ratings of one answer. */
  readonly #ratings = new Map<string, Map<string, Map<number, number[]>>>()
  readonly #lengths: [length: number, rating: number][] = []

  add({ id, repeat, ratings = [] }: Pick<SampleRecord, 'id' | 'repeat' | 'ratings'>): void {
    for (const { turn, rating, answerLength, verdicts } of ratings) {
      if (rating !== undefined && answerLength !== undefined) this.#lengths.push([answerLength, rating])
      for (const verdict of verdicts) this.#addVerdict(`${turn} ${id}`, repeat, verdict)
    }
  }

  facts(): AgreementFacts {
    const judges = [...this.#ratings].sort(byName)
    return defined({
      judges: judges.length > 1 ? Object.fromEntries(judges.map(([name, turns]) => [name, meanOf(turns)])) : undefined,
      ...this.#alpha(),
      ...this.#spread(),
      lengthCorrelation: rankCorrelation(this.#lengths),
    })
  }

  #addVerdict(turn: string, repeat: number, { judge, rating }: JudgeVerdict): void {
    const turns = this.#ratings.get(judge) ?? new Map<string, Map<number, number[]>>()
    this.#ratings.set(judge, turns)
    const answers = turns.get(turn) ?? new Map<number, number[]>()
    turns.set(turn, answers)
    const ratings = answers.get(repeat) ?? []
    answers.set(repeat, ratings)
    if (rating !== undefined) ratings.push(rating)
  }

  /** Each answer is a unit, each judge's mean rating of it a value. */
  #alpha(): AgreementFacts {
    const judges = [...this.#ratings.values()]
    if (judges.length < 2) return {}
    const places = new Set(judges.flatMap((turns) => [...turns].flatMap(([turn, answers]) => placesOf(turn, answers))))
    const units = [...places].map((place) => {
      const [repeat = '', ...turn] = place.split(' ')
      return judges.map((turns) => mean(turns.get(turn.join(' '))?.get(Number(repeat)) ?? []))
    })
    const alpha = krippendorffAlpha(units, 'interval')
    return alpha === undefined ? {} : { alpha }
  }

  /** Standard deviations, the mean variance over judges; only where some answer was rated twice by one judge. */
  #spread(): AgreementFacts {
    const components = [...this.#ratings.values()].map((turns) =>
      varianceComponents([...turns.values()].map((answers) => [...answers.values()])),
    )
    const judge = root(components.map((component) => component.judge))
    if (judge === undefined) return {}
    const question = root(components.map((component) => component.question))
    const answer = root(components.map((component) => component.repeat))
    return { spread: defined({ judge, question, answer }) }
  }
}

const placesOf = (turn: string, answers: ReadonlyMap<number, unknown>) =>
  [...answers.keys()].map((repeat) => `${repeat} ${turn}`)

function meanOf(turns: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>): { score: number; n: number } {
  const moments = Moments.of([...turns.values()].flatMap((answers) => [...answers.values()].flat()))
  return { score: moments.mean, n: moments.n }
}

const mean = (values: readonly number[]) => (values.length === 0 ? undefined : Moments.of(values).mean)

function root(variances: readonly (number | undefined)[]): number | undefined {
  const known = variances.filter((variance) => variance !== undefined)
  return known.length === 0 ? undefined : Math.sqrt(Moments.of(known).mean)
}
