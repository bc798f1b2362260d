const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Embeddings, overrides and isolates of direction: they would turn around what stands behind a name. Marks of letters stay. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g

/** Text for an element or a quoted attribute. */
export const escapeHtml = (text: string) =>
  text
    .toWellFormed()
    .replace(TURNS, '\ufffd')
    .replace(/[&<>"']/g, (character) => REFERENCES[character] ?? character)

/** The same with numbers kept together with their unit. */
export const unbroken = (text: string) => escapeHtml(text).replace(/(?<=\d) (?=%|pp|points?\b)/g, '\u00a0')

/** JSON for a script element: without `<` nothing in it can end the element, or begin a comment. */
export const inertJson = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')
