/** Text with terminal colours as an SVG picture of a terminal. */

const FONT_SIZE = 14
const COLUMN = 8.43 // width of a character, in the unit of the font size
const LINE = 19
const PADDING = 18
const TITLE_BAR = 34

const BACKGROUND = '#0d1117'
const FOREGROUND = '#d1d7e0'

/** SGR codes that evalkit prints, and those beside them. */
const COLOURS: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
}

interface Style {
  readonly colour?: string | undefined
  readonly bold?: boolean | undefined
  readonly dim?: boolean | undefined
}

interface Run extends Style {
  readonly column: number
  readonly text: string
}

/** @param output what a command printed, escape codes included, in lines that fit the terminal */
export function terminalPicture(command: string, output: string): string {
  const lines = [
    [{ column: 0, text: `$ ${command}`, dim: true } as const],
    [],
    ...output.trimEnd().split('\n').map(runsOf),
  ]
  const columns = Math.max(
    ...lines.map((runs) => runs.reduce((end, run) => Math.max(end, run.column + run.text.length), 0)),
  )
  const width = Math.ceil(columns * COLUMN + 2 * PADDING)
  const height = Math.ceil(lines.length * LINE + TITLE_BAR + PADDING)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(command)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
${['#ff5f57', '#febc2e', '#28c840'].map((fill, at) => `<circle cx="${20 + at * 20}" cy="17" r="6" fill="${fill}"/>`).join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}" fill="${FOREGROUND}">
${lines.flatMap((runs, line) => runs.map((run) => drawn(run, TITLE_BAR + (line + 0.75) * LINE))).join('\n')}
</g>
</svg>
`
}

/** A line cut where its style changes and at gaps, so that columns stay aligned in whatever font there is. */
function runsOf(line: string): Run[] {
  const runs: Run[] = []
  let style: Style = {}
  let column = 0
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes begin with one
  for (const part of line.split(/(\x1b\[[\d;]*m|\s{2,})/)) {
    if (part.startsWith('\x1b')) style = restyled(style, part)
    else {
      if (part.trim() !== '') runs.push({ column, text: part, ...style })
      column += part.length
    }
  }
  return runs
}

/** @param code as `ESC [ 1 ; 32 m` */
function restyled(style: Style, code: string): Style {
  let { colour, bold, dim } = style
  for (const number of code.slice(2, -1).split(';').map(Number)) {
    if (number === 0 || number === 39) colour = undefined
    if (number === 0 || number === 22) [bold, dim] = [false, false]
    if (number === 1) bold = true
    if (number === 2) dim = true
    colour = COLOURS[number] ?? colour
  }
  return { colour, bold, dim }
}

function drawn({ column, text, colour, bold, dim }: Run, y: number): string {
  const attributes = [
    `x="${(PADDING + column * COLUMN).toFixed(1)}"`,
    `y="${y.toFixed(1)}"`,
    `textLength="${(text.length * COLUMN).toFixed(1)}"`,
    ...(colour === undefined ? [] : [`fill="${colour}"`]),
    ...(bold ? ['font-weight="bold"'] : []),
    ...(dim ? ['opacity="0.65"'] : []),
  ]
  return `<text ${attributes.join(' ')} xml:space="preserve">${escaped(text)}</text>`
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
