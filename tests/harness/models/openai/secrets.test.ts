import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutSecrets, withoutSecretsInReply } from '../../../../harness/models/openai/secrets.ts'

const KEY = 'sk-Canary+7d31/52e9=aB3kQz'
const held = {
  key: KEY,
  headers: { 'x-gateway': 'Bearer gw-token-84f2c1d09a', authorization: `Basic ${btoa('me:pa55-word-x9')}` },
}
const base64 = (text: string) => Buffer.from(text).toString('base64')
const percent = (text: string) => [...text].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('')

const ECHOES: readonly (readonly [string, string])[] = [
  ['as it is', KEY],
  ['percent-encoded', encodeURIComponent(KEY)],
  ['percent-encoded, every character', percent(KEY)],
  ['percent-encoded in capitals', percent(KEY).toUpperCase()],
  ['in escapes of JSON', [...KEY].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')],
  ['in entities of HTML', [...KEY].map((one) => `&#${one.charCodeAt(0)};`).join('')],
  ['in Base64', base64(KEY)],
  ['in Base64 of a header', base64(`Authorization: Bearer ${KEY}`)],
  ['in Base64 of JSON', base64(JSON.stringify({ a: 1, key: KEY }))],
  ['in Base64 for URLs', Buffer.from(`x${KEY}`).toString('base64url')],
  [
    'in Base64 of MIME lines',
    base64(`a long text before the key, of more than one line: ${KEY}`).replace(/(.{40})/g, '$1\r\n'),
  ],
  ['in hexadecimal', Buffer.from(KEY).toString('hex')],
  ['split by a line end', `${KEY.slice(0, 12)}\n${KEY.slice(12)}`],
  ['split by escaped line ends', `${KEY.slice(0, 12)}\\n${KEY.slice(12)}`],
  ['split by spaces', [...KEY].join(' ')],
  ['split into joined strings', `"${KEY.slice(0, 12)}" + "${KEY.slice(12)}"`],
  ['split by characters without width', [...KEY].join('\u200b')],
  ['cut at its end', KEY.slice(0, 14)],
  ['cut at its start', KEY.slice(12)],
  ['in Base64, cut', base64(`Bearer ${KEY}`).slice(0, 30)],
  ['in capitals', KEY.toUpperCase()],
  ['in small letters, percent-encoded', encodeURIComponent(KEY).toLowerCase()],
  ['backwards', [...KEY].reverse().join('')],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(KEY))],
  ['percent-encoded twice, every character', encodeURIComponent(percent(KEY))],
  ['in escapes within escapes', [...KEY].map((one) => `\\\\u00${one.charCodeAt(0).toString(16)}`).join('')],
  ['in octal escapes', [...KEY].map((one) => `\\${one.charCodeAt(0).toString(8)}`).join('')],
  ['in long escapes', [...KEY].map((one) => `\\U${one.charCodeAt(0).toString(16).padStart(8, '0')}`).join('')],
  ['in entities within entities', [...KEY].map((one) => `&amp;#${one.charCodeAt(0)};`).join('')],
  ['in named entities', KEY.replace('+', '&plus;').replace('/', '&sol;').replace('=', '&equals;')],
  ['in JSON with escaped slashes', KEY.replaceAll('/', '\\/')],
  ['in Base64 of Base64', base64(base64(KEY))],
  ['in Base64 of percent-encoding', base64(encodeURIComponent(`x ${KEY}`))],
  ['in Base64 of UTF-16', Buffer.from(KEY, 'utf16le').toString('base64')],
  ['in hexadecimal with spaces', Buffer.from(KEY).toString('hex').replace(/../g, '$& ').trim()],
  ['as a list of bytes', `[${[...Buffer.from(KEY)].join(', ')}]`],
  ['in fullwidth forms', [...KEY].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('')],
  ['split by hyphens', (KEY.match(/.{1,4}/g) ?? []).join('-')],
  ['split by marks of Markdown', (KEY.match(/.{1,6}/g) ?? []).join('**')],
]

/** What could be put together to a secret of at least eight characters. */
const parts = Array.from({ length: KEY.length - 8 }, (_, at) => KEY.slice(at, at + 8))

function expectNothingOf(text: string): void {
  const runs = text.replace(/\s+/g, '').match(/[\w+/-]{8,}/g) ?? []
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), 'base64').toString('latin1')),
  )
  for (const clear of [text, ...decoded]) for (const part of parts) expect(clear).not.toContain(part)
}

describe.each([
  ['messages', withoutSecrets],
  ['replies', withoutSecretsInReply],
])('in %s', (_, safe) => {
  it.each(ECHOES)('a key is removed %s', (_, echo) => {
    const text = safe(`You sent ${echo}, which is wrong.`, held)
    expect(text).toMatch(/^You sent [\s\S]*\[key\][\s\S]*, which is wrong\.$/)
    expectNothingOf(text)
  })

  it('values of headers are removed, and what basic authentication encodes', () => {
    expect(safe('you sent gw-token-84f2c1d09a', held)).toBe('you sent [x-gateway]')
  })

  it('prose stays as it is', () => {
    const text = 'The token of the gateway is not valid: Bearers of bad news, word for word.\n#### 42 %41 &amp;'
    expect(safe(text, held)).toBe(text)
    expect(safe(text, { headers: {} })).toBe(text)
  })
})

describe('in messages', () => {
  it('a short or plain key is removed where it stands whole', () => {
    expect(
      withoutSecrets('key not-needed-at-all is wrong, and needed', { key: 'not-needed-at-all', headers: {} }),
    ).toBe('key [key] is wrong, and needed')
    expect(withoutSecrets('pa55-word-x9', held)).toBe('[authorization]')
  })

  it('a header of a word or two is removed whole alone', () =>
    expect(withoutSecrets('research teams, research-team', { headers: { 'x-team': 'research-team' } })).toBe(
      'research teams, [x-team]',
    ))
})

describe('in replies', () => {
  it('a word that is also part of a key stays, and its digits do not', () => {
    const team = { headers: { 'x-team': 'evaluation-team-84f2c1d09a' } }
    expect(withoutSecretsInReply('The evaluation of the evaluation team.', team)).toBe(
      'The evaluation of the evaluation team.',
    )
    expect(withoutSecretsInReply('team 84f2c1d09a', team)).toBe('[x-team]')
  })

  it('a word that is also a header stays: it is the answer, not an echo', () => {
    const team = { key: 'EMPTY', headers: { 'x-team': 'research-department' } }
    expect(withoutSecretsInReply('EMPTY: the research-department', team)).toBe('EMPTY: the research-department')
  })

  it('text without an echo is returned as it is', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(withoutSecretsInReply(text, held)).toBe(text)
      }),
    ))
})

it('finds an echo wherever it stands', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...ECHOES.slice(0, 4)),
      fc.string(),
      (before, [, echo], after) => {
        const text = withoutSecrets(`${before} ${echo} ${after}`, held)
        for (const part of parts) expect(text).not.toContain(part)
      },
    ),
  ))
