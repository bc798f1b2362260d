/** One sample: what was asked, and what any number of models made of it. */
import { commandOf } from '../../../../words/shell.ts'
import { placeLink } from '../links.ts'
import type { PageBenchmark, PageReply, PageTexts } from '../page-data.ts'
import type { Row } from '../query.ts'
import { Reply } from './reply.tsx'

export interface ViewChoice {
  readonly isRaw: boolean
  readonly isStacked: boolean
  readonly isDiff: boolean
}

interface DetailProps {
  readonly benchmark: PageBenchmark
  readonly models: readonly number[]
  readonly row: Row
  /** Undefined while they are read; `null` where the file has not got them. */
  readonly texts: PageTexts | null | undefined
  readonly view: ViewChoice
  readonly change: (part: Partial<ViewChoice>) => void
  readonly step: (by: 1 | -1) => void
  readonly position: string
  readonly isFirst: boolean
  readonly isLast: boolean
}

export function Detail({ benchmark, models, row, texts, view, change, step, position, isFirst, isLast }: DetailProps) {
  const { sample, cells } = row
  const names = models.map((model) => benchmark.models[model]?.name ?? '')
  const link = placeLink({ benchmark: benchmark.name, sample: sample.id, models: names })
  const isWide = models.length > 1 && !view.isStacked
  return (
    <article id="detail" aria-label={sample.id}>
      <header>
        <h3 tabindex={-1}>
          <a href={link} title="link to this sample">
            {sample.id}
          </a>
        </h3>
        <p class="facts">
          {[sample.g, texts?.target === undefined ? undefined : `right answer: ${texts.target}`, position]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <div class="tools">
          <button type="button" disabled={isFirst} onClick={() => step(-1)} aria-keyshortcuts="k">
            ← Previous
          </button>
          <button type="button" disabled={isLast} onClick={() => step(1)} aria-keyshortcuts="j">
            Next →
          </button>
          <Toggle
            words="Word diff"
            isOn={view.isDiff}
            onClick={() => change({ isDiff: !view.isDiff })}
            isOff={models.length < 2}
          />
          <Toggle words="Raw text" isOn={view.isRaw} onClick={() => change({ isRaw: !view.isRaw })} />
          <Toggle
            words="Stacked"
            isOn={view.isStacked}
            onClick={() => change({ isStacked: !view.isStacked })}
            isOff={models.length < 2}
          />
        </div>
      </header>
      {texts == null ? null : <Question texts={texts} />}
      <div class={isWide ? 'answers wide' : 'answers'}>
        {models.map((model, at) => (
          <section aria-label={names[at]} key={model}>
            <h4>{names[at]}</h4>
            {texts === null ? (
              <p class="quiet">The reply is left out to keep this file small; evalkit view has it.</p>
            ) : null}
            {(texts?.runs[model] ?? []).map((reply, trial) => (
              <Reply
                key={reply.r}
                {...{ reply, view }}
                facts={cells[at]?.trials[trial]}
                baseline={at === 0 ? undefined : baselineOf(texts, models[0], trial)}
              />
            ))}
            {texts != null && (texts.runs[model] ?? []).length === 0 ? <p class="quiet">no trial</p> : null}
          </section>
        ))}
      </div>
      {texts?.tests === undefined ? null : (
        <details>
          <summary>Tests of this sample</summary>
          <pre>{texts.tests}</pre>
        </details>
      )}
      <p class="command quiet">
        In a terminal:{' '}
        <code>npx {commandOf(['show', benchmark.models[models.at(-1) ?? 0]?.folder ?? '', sample.id])}</code>
      </p>
    </article>
  )
}

/** The same repeat, else the first. */
function baselineOf(
  texts: PageTexts | null | undefined,
  model: number | undefined,
  trial: number,
): PageReply | undefined {
  const replies = texts?.runs[model ?? 0] ?? []
  return replies[trial] ?? replies[0]
}

function Question({ texts: { prompts } }: { readonly texts: PageTexts }) {
  if (prompts.length === 0) return null
  return (
    <details open={prompts.join('').length < 1500}>
      <summary>Prompt</summary>
      {prompts.map((prompt, turn) => (
        <>
          {prompts.length > 1 ? <h5>turn {turn + 1}</h5> : null}
          <pre dir="auto">{prompt}</pre>
        </>
      ))}
    </details>
  )
}

function Toggle({
  words,
  isOn,
  isOff,
  onClick,
}: {
  readonly words: string
  readonly isOn: boolean
  readonly isOff?: boolean
  readonly onClick: () => void
}) {
  if (isOff) return null
  return (
    <button type="button" aria-pressed={isOn} onClick={onClick}>
      {words}
    </button>
  )
}
