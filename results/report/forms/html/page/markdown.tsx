/** Markdown as a model wrote it, shown and inert: no HTML of its own, no link that leads anywhere, no picture. */
import { lexer, type Token, type Tokens } from 'marked'
import type { ComponentChildren, JSX } from 'preact'

/** Around the part that is marked: characters that mean nothing, in Markdown or elsewhere. */
const [OPEN, CLOSE] = ['\ue000', '\ue001']

/** Longer text is shown as it is: nobody reads that much, and laying it out takes too long. */
const LONGEST = 40_000

/** @param span marked, where it lies within a line. @returns undefined for text that is too long or too deeply nested */
export function rendered(text: string, span?: readonly [number, number]): JSX.Element | undefined {
  if (text.length > LONGEST) return undefined
  const plain = text.replaceAll(OPEN, '\ufffd').replaceAll(CLOSE, '\ufffd')
  const isWithinLine = span !== undefined && span[1] <= text.length && !text.slice(...span).includes('\n')
  const source = isWithinLine
    ? plain.slice(0, span[0]) + OPEN + plain.slice(...span) + CLOSE + plain.slice(span[1])
    : plain
  try {
    return <div class="markdown">{blocks(lexer(source, { gfm: true }))}</div>
  } catch {
    return undefined
  }
}

const blocks = (tokens: readonly Token[]): ComponentChildren => tokens.map((token) => block(token as Tokens.Generic))

function block(token: Tokens.Generic): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'heading':
      return <p class={`heading h${token.depth}`}>{inlines(token.tokens)}</p>
    case 'paragraph':
      return <p>{inlines(token.tokens)}</p>
    case 'code':
      return (
        <figure class="code">
          {token.lang ? <figcaption>{marked(String(token.lang))}</figcaption> : null}
          <pre>{marked(String(token.text))}</pre>
        </figure>
      )
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>
    case 'hr':
      return <hr />
    case 'list': {
      const items = token.items.map((item: Tokens.ListItem) => <li>{blocks(item.tokens)}</li>)
      return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return table(token as Tokens.Table)
    default:
      return token.tokens === undefined ? <p>{marked(String(token.raw))}</p> : <p>{inlines(token.tokens)}</p>
  }
}

function table({ header, rows }: Tokens.Table) {
  return (
    <table>
      <thead>
        <tr>
          {header.map((cell) => (
            <th>{inlines(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{inlines(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const inlines = (tokens: readonly Token[] = []): ComponentChildren =>
  tokens.map((token) => inline(token as Tokens.Generic))

function inline(token: Tokens.Generic): ComponentChildren {
  switch (token.type) {
    case 'strong':
      return <strong>{inlines(token.tokens)}</strong>
    case 'em':
      return <em>{inlines(token.tokens)}</em>
    case 'del':
      return <s>{inlines(token.tokens)}</s>
    case 'codespan':
      return <code>{marked(String(token.text))}</code>
    case 'br':
      return <br />
    case 'link':
      return (
        <span class="address" title={String(token.href)}>
          {inlines(token.tokens)}
        </span>
      )
    case 'image':
      return marked(`[image: ${token.text}]`)
    case 'escape':
      return marked(String(token.text))
    default:
      return token.tokens === undefined ? marked(String(token.raw)) : inlines(token.tokens)
  }
}

/** Text with what stands between the two marks highlighted. */
function marked(text: string): ComponentChildren {
  if (!text.includes(OPEN) && !text.includes(CLOSE)) return text
  const [before = '', rest = ''] = cut(text, OPEN)
  const [inside = '', after = ''] = cut(text.includes(OPEN) ? rest : text, CLOSE)
  if (!text.includes(OPEN)) return [<mark>{inside}</mark>, after]
  return [before, <mark>{inside}</mark>, after]
}

function cut(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
