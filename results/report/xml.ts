/** XML 1.0, as much of it as a report needs. */

export interface Element {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string | number | undefined>>
  readonly children?: readonly (Element | string)[]
}

export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${draw(root, '')}\n`
}

function draw({ name, attributes = {}, children = [] }: Element, indent: string): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${attributeText(String(value))}"`],
  )
  const head = `${indent}<${name}${pairs.join('')}`
  if (children.length === 0) return `${head}/>`
  // Text is kept as it is, since spaces around it would become part of it.
  if (children.every((child) => typeof child === 'string')) return `${head}>${children.map(text).join('')}</${name}>`
  const inner = children.map((child) => (typeof child === 'string' ? text(child) : draw(child, `${indent}  `)))
  return `${head}>\n${inner.join('\n')}\n${indent}</${name}>`
}

const text = (value: string) => legal(value).replace(/[&<>\r]/g, reference)

/** Line ends and tabs would be read as spaces. */
const attributeText = (value: string) => legal(value).replace(/[&<>"\r\n\t]/g, reference)

const reference = (character: string) => `&#${character.charCodeAt(0)};`

/** Most control characters cannot stand in XML at all, not even as references. */
const legal = (value: string) =>
  value.toWellFormed().replace(/(?![\t\n\r\x7f-\x9f])\p{Cc}|[\ufffe\uffff]/gu, '\u{fffd}')
