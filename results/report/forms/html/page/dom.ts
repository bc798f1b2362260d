/** Elements in few words. Text becomes text and nothing else: it comes from models. */

type Child = Node | string | undefined

/** @param attributes those that are undefined or false are left out */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value))
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

export interface Choice {
  readonly value: string
  readonly words: string
}

/** A labelled list to choose from. */
export function chooser(label: string, onChange: (value: string) => void) {
  const select = element('select')
  select.addEventListener('change', () => onChange(select.value))
  const field = element('label', {}, element('span', {}, label), select)
  return {
    field,
    /** Nothing to choose from is not shown. */
    offer(choices: readonly Choice[], chosen: string) {
      select.replaceChildren(
        ...choices.map(({ value, words }) => element('option', { value, selected: value === chosen }, words)),
      )
      field.hidden = choices.length < 2
    },
  }
}
