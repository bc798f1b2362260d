/** Script and style of the HTML report: bundled with the published package, and built on demand in a checkout. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { PageAssets } from '../../results/report/forms/html/shell.ts'

export async function pageAssets(): Promise<PageAssets> {
  const built = ['script.js', 'view.js', 'style.css'].map((name) => new URL(`./report-page/${name}`, import.meta.url))
  try {
    const [script = '', viewScript = '', style = ''] = await Promise.all(built.map((file) => readFile(file, 'utf8')))
    return { script, viewScript, style }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return buildPage()
  }
}

/** A page carries it wherever it goes. */
const NOTICE =
  '/*! With Preact © Jason Miller (MIT), marked © MarkedJS, Christopher Jeffrey (MIT), jsdiff © Kevin Decker (BSD-3-Clause). */'

/** Builds them from the sources in a checkout. */
export async function buildPage(): Promise<PageAssets> {
  const { build } = await import('esbuild')
  const folder = new URL('../../results/report/forms/html/page/', import.meta.url)
  const made = async (name: string) => {
    const { outputFiles } = await build({
      // The folder that this process works in may be gone by the next time.
      absWorkingDir: fileURLToPath(folder),
      entryPoints: [fileURLToPath(new URL(name, folder))],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      charset: 'utf8',
      legalComments: 'none',
      banner: { js: NOTICE },
      jsx: 'automatic',
      jsxImportSource: 'preact',
    })
    // In a script, HTML reads `<!--` as the beginning of something else.
    return outputFiles.map(({ text }) => text.trim().replaceAll('<!--', String.raw`\x3C!--`)).join('')
  }
  const [script = '', viewScript = '', style = ''] = await Promise.all(['main.tsx', 'view.tsx', 'page.css'].map(made))
  return { script, viewScript, style }
}
