import { describe, expect, it } from 'vitest'
import { patternRule } from '../../../scorers/extract/pattern.ts'

describe('an expression of one’s own', () => {
  it.each([
    ['Team: (\\w+)', 'Team: sales', 'sales'],
    ['Team: (\\w+)', 'Team: a\nTeam: b', 'b'],
    ['\\d+', 'from 3 to 45', '45'],
    ['(?P<unit>kg|g) (?P<answer>\\d+)', 'kg 12', '12'],
    ['(?i)team: (\\w+)', 'TEAM: Sales', 'Sales'],
    ['(?s)<out>(.*)</out>', '<out>\ntwo\nlines </out>', 'two\nlines'],
    ['Team: (\\w+)', 'no team', null],
    ['Team: (\\w*)', 'Team: sales, Team: ', 'sales'],
    ['', '', null],
  ])('%j reads %j as %j', (pattern, reply, answer) =>
    expect(patternRule(pattern || '.', true).extract(reply)?.answer ?? null).toBe(answer),
  )

  it('says where the answer and the match stand', () =>
    expect(patternRule('Team: (\\w+)', true).extract('x Team: sales.')).toMatchObject({
      span: [8, 13],
      mark: [2, 13],
      explicit: true,
    }))

  it('without a target is content with a match', () => {
    expect(patternRule('^OK$', false).equal('OK', 'anything')).toBe(true)
    expect(patternRule('^OK$', true).equal('OK', 'anything')).toBe(false)
  })

  it.each(['(a+)+$', '(a|aa)+$', '(.*)*x', '(\\w+\\s?)*:', 'a{0,1000}a{0,10}$'])('%j ends on every text', (pattern) => {
    expect(patternRule(pattern, true).extract(`${'a'.repeat(20_000)}!`)).not.toBeUndefined()
  })

  it.each(['(', 'a(?=b)', '(?<!x)y', '(a)\\1', '[z-a]', 'a{2000}'])('%j is refused', (pattern) => {
    expect(() => patternRule(pattern, true)).toThrow(expect.objectContaining({ hint: expect.stringMatching(/RE2/) }))
  })
})
