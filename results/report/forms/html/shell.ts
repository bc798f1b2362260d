/** What every page stands in: its style, its script, and a policy that lets nothing else run. */
import { createHash } from 'node:crypto'
import { escapeHtml, inertJson } from './escape.ts'

/** What pages are dressed and driven by. */
export interface PageAssets {
  /** Of a report in a file. */
  readonly script: string
  /** Of the pages of `evalkit view`. */
  readonly viewScript: string
  readonly style: string
}

interface Shell {
  readonly title: string
  /** HTML. */
  readonly body: string
  /** Read by the script; it stands in the page as JSON. */
  readonly data: unknown
  readonly script: string
  readonly style: string
  /** Whether the script may ask the server that the page comes from. */
  readonly isServed: boolean
}

export function pageShell({ title, body, data, script, style, isServed }: Shell): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    ...(isServed ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${inertJson(data)}</script>
<script>${script}</script>
</body>
</html>
`
}

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
