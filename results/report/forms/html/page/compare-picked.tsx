/** The runs that were picked, and the way to their comparison. */
import { useState } from 'preact/hooks'
import type { ListedRun } from '../listed-run.ts'

/** The baseline is the first that was picked, unless the reader says otherwise. */
export function Compare({ chosen, clear }: { readonly chosen: readonly ListedRun[]; readonly clear: () => void }) {
  const [baseline, setBaseline] = useState('')
  const labels = [...new Set(chosen.map(({ model }) => model))]
  const label = labels.includes(baseline) ? baseline : (labels[0] ?? '')
  if (chosen.length === 0) return <p class="quiet">Pick runs to compare them, or open one by its date.</p>
  const query = new URLSearchParams()
  for (const { run } of chosen) query.append('run', run)
  if (labels.length > 1) query.set('baseline', label)
  return (
    <p class="compare">
      <a class="button" href={`compare?${query}`}>
        {chosen.length === 1 ? 'Open this run' : `Compare ${chosen.length} runs`}
      </a>
      {labels.length < 2 ? null : (
        <label>
          with baseline{' '}
          <select value={label} onChange={({ currentTarget }) => setBaseline(currentTarget.value)}>
            {labels.map((one) => (
              <option value={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
      <button type="button" onClick={clear}>
        Clear
      </button>
    </p>
  )
}
