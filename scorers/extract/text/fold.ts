/** Normalizes texts, so that small differences in writing do not count. */

/** `"Billing."`, `**billing**`, `BILLING` → `billing` */
export const foldText = (text: string): string =>
  withoutDress(text.normalize('NFKC').replace(/[‘’]/g, "'").replace(/[“”]/g, '"')).replace(/\s+/g, ' ').toLowerCase()

/** Marks around an answer: quotes, brackets, Markdown, a final full stop. Each is taken off as often as it is there. */
const DRESS = /^[\s"'`*_>#([{]+|[\s"'`*_.,;:!。)\]}]+$/g

/** An answer that is nothing but marks is kept. */
function withoutDress(text: string): string {
  const bare = text.replace(DRESS, '')
  return bare === '' ? text.trim() : bare
}
