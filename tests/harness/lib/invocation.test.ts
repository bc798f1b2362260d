import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../harness/command-table.ts'
import { asInvoked } from '../../../harness/lib/invocation.ts'

const NPX = { npm_lifecycle_event: 'npx', npm_lifecycle_script: "'evalkit' 'run' 'gsm8k'" }

describe('a command in a message', () => {
  it.each(Object.keys(COMMANDS))('names npx where that started evalkit: %s', (name) =>
    expect(asInvoked(`See: evalkit ${name} --help`, NPX)).toBe(`See: npx evalkit ${name} --help`),
  )

  it.each([
    'See: npx evalkit list runs',
    'evalkit: unknown command "rnu"',
    'evalkit-runs/x was written by another evalkit version',
    'node_modules/.bin/evalkit run gsm8k',
  ])('is left as it is where it is none, or has its npx: %s', (text) => expect(asInvoked(text, NPX)).toBe(text))

  it.each([
    [{}],
    [{ npm_lifecycle_event: 'test', npm_lifecycle_script: 'vitest run' }],
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: "'vitest' 'run'" }],
  ])('is left as it is where evalkit was started otherwise: %j', (env) =>
    expect(asInvoked('See: evalkit list runs', env)).toBe('See: evalkit list runs'),
  )
})
