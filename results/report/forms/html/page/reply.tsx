/** One answer: how it scored and why, the reply with the answer marked, and what judges said of it. */
import type { PageReply, PageTrial, PageVerdict } from '../page-data.ts'
import type { ViewChoice } from './detail.tsx'
import { rendered } from './markdown.tsx'
import { meanWords, milliseconds } from './numbers.ts'
import { wordDiff } from './word-diff.tsx'

interface ReplyProps {
  readonly reply: PageReply
  readonly facts: PageTrial | undefined
  readonly view: ViewChoice
  /** What the differences are shown to; absent for the baseline itself. */
  readonly baseline: PageReply | undefined
}

export function Reply({ reply, facts, view, baseline }: ReplyProps) {
  const { r, t, k = [], p = [], d, w, i = [], j = [] } = reply
  return (
    <div class="trial">
      <p class={`outcome ${toneOf(facts)}`}>
        {r === undefined ? '' : `repeat ${r}: `}
        {outcomeWords(facts, j.length > 0)}
      </p>
      {t === undefined ? (
        <p class="quiet">{facts?.u === undefined ? 'The reply is not kept: a stored baseline.' : ''}</p>
      ) : null}
      {p.length === 0 ? null : (
        <details>
          <summary>Prompt of this answer</summary>
          {p.map((prompt) => (
            <pre dir="auto">{prompt}</pre>
          ))}
        </details>
      )}
      {(t ?? []).map((text, turn) => (
        <>
          {(t ?? []).length > 1 ? <h5>turn {turn + 1}</h5> : null}
          {k[turn] ? (
            <details>
              <summary>Reasoning</summary>
              <pre dir="auto">{k[turn]}</pre>
            </details>
          ) : null}
          <Text
            {...{ text, view }}
            span={turn === (t ?? []).length - 1 ? reply.s : undefined}
            before={baseline?.t?.[turn]}
          />
          {j
            .filter((verdict) => verdict.t === turn + 1)
            .map((verdict) => (
              <Verdict verdict={verdict} before={sameJudge(baseline, verdict)} />
            ))}
        </>
      ))}
      {d === undefined ? null : (
        <details open>
          <summary>Traceback</summary>
          <pre>{d}</pre>
        </details>
      )}
      {i.length === 0 ? null : (
        <ul class="notes">
          {i.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      )}
      <p class="why">{w}</p>
    </div>
  )
}

interface TextProps {
  readonly text: string
  readonly span: readonly [number, number] | undefined
  readonly view: ViewChoice
  readonly before: string | undefined
}

function Text({ text, span, view, before }: TextProps) {
  if (text === '') return <p class="quiet">(no text)</p>
  if (view.isDiff && before !== undefined) {
    return (
      wordDiff(before, text) ?? (
        <>
          <p class="quiet">The two replies differ too much to be compared word by word.</p>
          <Raw {...{ text, span }} />
        </>
      )
    )
  }
  return (view.isRaw || view.isDiff ? undefined : rendered(text, span)) ?? <Raw {...{ text, span }} />
}

/** As it came, with the part taken as the answer marked. */
function Raw({ text, span }: Pick<TextProps, 'text' | 'span'>) {
  if (span === undefined || span[1] > text.length) return <pre dir="auto">{text}</pre>
  return (
    <pre dir="auto">
      {text.slice(0, span[0])}
      <mark>{text.slice(...span)}</mark>
      {text.slice(span[1])}
    </pre>
  )
}

/** The rating is seen at once; the reasons are open where it is lower than the baseline's. */
function Verdict({
  verdict: { b, n, v, s },
  before,
}: {
  readonly verdict: PageVerdict
  readonly before: PageVerdict | undefined
}) {
  const isLower = n !== undefined && before?.n !== undefined && n < before.n
  return (
    <details class="judge" open={isLower}>
      <summary>
        {b}: {v}
        {isLower ? <span class="bad"> (baseline {before.n})</span> : null}
      </summary>
      {s.map((text, at) => (
        <>
          {at === 0 ? null : <h5>asked again</h5>}
          <pre dir="auto">{text === '' ? '(no text)' : text}</pre>
        </>
      ))}
    </details>
  )
}

const sameJudge = (reply: PageReply | undefined, { b, t }: PageVerdict) =>
  reply?.j?.find((one) => one.b === b && one.t === t)

const toneOf = (facts: PageTrial | undefined) =>
  facts?.u !== undefined ? 'open' : facts?.v === 0 ? 'bad' : facts?.v === 1 ? 'good' : 'plain'

function outcomeWords(facts: PageTrial | undefined, isRated: boolean): string {
  if (facts === undefined) return ''
  const { v, u, a, f, g, o, n, l } = facts
  if (u !== undefined) return `not scored (${u})`
  return [
    isRated ? `rated ${meanWords(v ?? 0)}` : `score ${meanWords(v ?? 0)}`,
    ...(g === undefined ? [] : [`program ${g}`]),
    ...(isRated || a === undefined ? [] : [a === null ? 'no answer found' : `answer ${a}`]),
    ...(f === undefined ? [] : [f]),
    ...(o === undefined ? [] : ['ran on']),
    ...(n === undefined ? [] : [`${n} tokens`]),
    ...(l === undefined ? [] : [milliseconds(l)]),
  ].join(' · ')
}
