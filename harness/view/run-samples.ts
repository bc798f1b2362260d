/** The samples of one run, read as they are written: what a list shows of each, and where its records are in the file. */
import type { PageTrial } from '../../results/report/forms/html/page-data.ts'
import { indexTrial, snippetOf } from '../../results/report/forms/html/page-sample.ts'
import type { RunManifest, SampleRecord } from '../../results/schema/schema.ts'
import { recordsFrom } from '../../results/store/follow.ts'
import { type ByteRange, RecordReader } from '../../results/store/read.ts'
import { type Showable, showable } from '../../results/words/showable.ts'

export interface ListedSample {
  readonly question: string
  readonly group?: string
  readonly trials: PageTrial[]
  readonly places: ByteRange[]
}

export class RunSamples {
  readonly folder: string
  readonly samples = new Map<string, ListedSample>()
  readonly #manifest: RunManifest
  readonly #showProtected: boolean
  #read = 0
  #scored = 0
  #sum = 0
  #unscored = 0
  #reading: Promise<void> | undefined

  constructor(folder: string, manifest: RunManifest, showProtected: boolean) {
    this.folder = folder
    this.#manifest = manifest
    this.#showProtected = showProtected
  }

  /** Bytes that have been read: more with every record, one that takes the place of another included. */
  get size(): number {
    return this.#read
  }

  /** Trials that have a record, and the mean score of those that are scored. */
  get progress() {
    return {
      done: this.#scored + this.#unscored,
      unscored: this.#unscored,
      ...(this.#scored > 0 && { score: this.#sum / this.#scored }),
    }
  }

  /** Reads what has come since; one reader at a time. */
  update(): Promise<void> {
    this.#reading ??= this.#update().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #update(): Promise<void> {
    for await (const { record, place } of recordsFrom(this.folder, this.#read)) {
      this.#add(this.#shown(record), place)
      this.#read = place.offset + place.length + 1
    }
  }

  #add(record: Showable<SampleRecord>, place: ByteRange): void {
    const { id, group, outcome } = record
    const known = this.samples.get(id)
    const sample = known ?? {
      question: snippetOf(record),
      ...(group !== undefined && { group }),
      trials: [],
      places: [],
    }
    if (known === undefined) this.samples.set(id, sample)
    // A trial that is made again takes the place of its first record.
    const trial = indexTrial(record)
    const earlier = sample.trials.findIndex(({ r = 1 }) => r === (trial.r ?? 1))
    if (earlier !== -1) this.#forget(sample.trials[earlier])
    const at = earlier === -1 ? sample.trials.length : earlier
    sample.trials[at] = trial
    sample.places[at] = place
    if (outcome.kind === 'unscored') this.#unscored++
    else {
      this.#scored++
      this.#sum += outcome.score.value
    }
  }

  #forget(trial: PageTrial | undefined): void {
    if (trial?.v === undefined) this.#unscored--
    else {
      this.#scored--
      this.#sum -= trial.v
    }
  }

  readonly #shown = (record: SampleRecord) => showable(record, this.#manifest, this.#showProtected)

  /** All records of a sample, as they may be shown; the only ones that are held. @throws StoreError where the file has changed */
  recordsOf(id: string): Showable<SampleRecord>[] {
    const { places = [] } = this.samples.get(id) ?? {}
    if (places.length === 0) return []
    using reader = new RecordReader(this.folder)
    return places.map((place) => this.#shown(reader.at(place)))
  }

  /** Ids of samples with this text, in whatever case, in what is shown of them. */
  async search(text: string): Promise<Set<string>> {
    const wanted = text.toLowerCase()
    const found = new Set<string>()
    for await (const { record } of recordsFrom(this.folder, 0)) {
      if (!found.has(record.id) && searchable(this.#shown(record)).includes(wanted)) found.add(record.id)
    }
    return found
  }
}

function searchable({ id, group = '', target = '', attempt, outcome, ratings = [] }: Showable<SampleRecord>): string {
  const said = attempt.turns.flatMap(({ prompt, completion }) => [
    ...(typeof prompt === 'string' ? [prompt] : prompt.map(({ content }) => content)),
    completion.text,
    completion.reasoning ?? '',
  ])
  const judged = ratings.flatMap(({ verdicts }) =>
    verdicts.flatMap(({ attempts }) => attempts.map(({ completion }) => completion.text)),
  )
  const detail = outcome.kind === 'scored' ? (outcome.score.verdict?.detail ?? '') : outcome.error.message
  return [id, group, target, ...said, detail, ...judged].join('\n').toLowerCase()
}
