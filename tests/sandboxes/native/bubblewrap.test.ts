import { expect, it } from 'vitest'
import { wrapped } from '../../../sandboxes/native/bubblewrap.ts'

it('has no argument that is too long for Linux, however much code runs inside', () => {
  const words = wrapped({ executable: '/usr/bin/python3', version: '3.12.0', folders: ['/usr/lib/python3.12'] })
  const bytes = words.map((word) => Buffer.byteLength(word))
  expect(bytes.reduce((sum, size) => sum + size)).toBeGreaterThan(100_000)
  expect(Math.max(...bytes)).toBeLessThan(128 * 1024)
})
