/** What a click in the matrix leaves of the sections below it. */

export interface Scope {
  /** Empty: every benchmark. */
  readonly benchmark: string
  /** Absent: every model. */
  readonly models?: readonly string[]
}

/** Hides what is of another benchmark or model, and says so, with a way back. */
export function applyScope({ benchmark, models = [] }: Scope): void {
  for (const part of document.querySelectorAll<HTMLElement>('main [data-benchmark]')) {
    const { benchmark: own = '', model } = part.dataset
    const isOther = benchmark !== '' && own !== benchmark
    part.hidden = isOther || (benchmark !== '' && model !== undefined && models.length > 0 && !models.includes(model))
  }
  for (const cell of document.querySelectorAll<HTMLElement>('[data-cell]')) {
    const isChosen = benchmark !== '' && models.some((model) => cell.dataset.cell === `${benchmark} ${model}`)
    cell.toggleAttribute('data-chosen', isChosen)
  }
  const line = document.getElementById('scope')
  if (line === null) return
  line.hidden = benchmark === ''
  const all = document.createElement('a')
  all.href = '#all'
  all.textContent = 'Show all'
  line.replaceChildren(`Below: ${[benchmark, models.join(', ')].filter(Boolean).join(' · ')} only. `, all)
}
