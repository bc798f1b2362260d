import { describe, expect, it } from 'vitest'
import { judge } from '../../tools/audit.js'

const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities })

describe('the audit', () => {
  it('fails for what is grave, and names all', () => {
    const found = {
      a: { name: 'a', severity: 'critical', via: [{ title: 'Code execution' }] },
      b: { name: 'b', severity: 'low', via: ['a'] },
    }
    expect(judge(report(found))).toEqual({
      lines: ['critical: a: Code execution', 'low: b: through a', 'audit: 2 vulnerable packages, 1 of them gravely'],
      fails: true,
    })
  })

  it('passes for nothing, and for little', () => {
    expect(judge(report({}))).toEqual({ lines: ['audit: 0 vulnerable packages, 0 of them gravely'], fails: false })
    expect(judge(report({ b: { name: 'b', severity: 'moderate', via: [] } })).fails).toBe(false)
  })

  it.each([
    ['{"message": "405 Method Not Allowed - POST https://example.org/x", "statusCode": 405}', 'HTTP status 405'],
    ['{"error": {"code": "ENOTFOUND", "summary": "https://example.org"}}', 'ENOTFOUND'],
    ['{"message": "request to https://example.org failed, reason: connect ECONNREFUSED"}', 'ECONNREFUSED'],
    ['', 'no answer'],
    ['<html>', 'no answer'],
    ['{"vulnerabilities": null}', 'no answer'],
  ])('is skipped with a word where there are no advisories: %s', (output, reason) =>
    expect(judge(output)).toEqual({
      lines: [`audit skipped: the registry gave no advisories (${reason})`],
      fails: false,
    }),
  )
})
