/**
 * Asks the registry for known vulnerabilities in what the published package is made of, by `npm audit`.
 *
 *     node tools/audit.js
 *
 * Exits 1 for one of severity high or critical. A registry that has no advisories, or cannot be reached, is said in a word and is no
 * failure: whether the code is right does not depend on it.
 */
import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const TIMEOUT_MS = 90_000

/** @param {string} output of `npm audit --json` @returns {{ lines: string[], fails: boolean }} what to print, and whether it is a failure */
export function judge(output) {
  const report = parsed(output)
  const found = report?.vulnerabilities
  if (found === null || typeof found !== 'object' || Array.isArray(found)) {
    return { lines: [`audit skipped: the registry gave no advisories (${reasonIn(report)})`], fails: false }
  }
  const all = Object.values(found)
  const lines = all.map(({ name, severity, via }) => `${severity}: ${name}: ${titleIn(via)}`).sort()
  const grave = all.filter(({ severity }) => severity === 'high' || severity === 'critical')
  return {
    lines: [...lines, `audit: ${all.length} vulnerable packages, ${grave.length} of them gravely`],
    fails: grave.length > 0,
  }
}

/** @param {string} output @returns {any} undefined for what is not JSON */
function parsed(output) {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}

/** Without the address that was asked. @param {any} report @returns {string} */
function reasonIn(report) {
  const { statusCode, error, message } = report ?? {}
  if (Number.isInteger(statusCode)) return `HTTP status ${statusCode}`
  return error?.code ?? /\b(?:E[A-Z_]{3,}|\d{3} [A-Z][\w ]+)/.exec(message ?? '')?.[0] ?? 'no answer'
}

/** @param {readonly (string | { title?: string })[]} via */
const titleIn = (via = []) =>
  via.map((one) => (typeof one === 'string' ? `through ${one}` : (one.title ?? 'an advisory'))).join('; ')

function main() {
  const args = ['audit', '--json', '--omit=dev', '--fetch-retries=0', '--fetch-timeout=20000']
  // npm exits with 1 both for what it finds and for what it cannot ask: its output tells which.
  execFile(
    'npm',
    args,
    { timeout: TIMEOUT_MS, maxBuffer: 64 * 2 ** 20, shell: process.platform === 'win32' },
    (_, stdout) => {
      const { lines, fails } = judge(stdout)
      console.log(lines.join('\n'))
      process.exitCode = fails ? 1 : 0
    },
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
