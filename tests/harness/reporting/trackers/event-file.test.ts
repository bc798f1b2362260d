import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c, eventFile } from '../../../../harness/reporting/trackers/event-file.ts'
import { readEvents } from '../../../helpers/event-files.ts'

/** Written by the RecordWriter and the protocol buffers of TensorBoard 2.21. */
const WRITTEN_BY_TENSORBOARD =
  'GAAAAAAAAACjf0siCQAAIJSJStpBGg1icmFpbi5FdmVudDoyBmKA4EAAAAAAAAAAKBf0lQkAACCUiUraQRCwCSoyChUKDmdzbThrL2FjY3VyYWN5FQAAID8KGQoSZ3NtOGsvYWNjdXJhY3lfbG93Fc3MzD0aq+j67wAAAAAAAABvGbm5CQAAUJSJStpBEICAgICAICrcAQrZAQrRAcO8YmVyYWxsL21tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tFZW/1rNBZkki'

describe('an event file', () => {
  it('has the bytes that TensorBoard’s own writer gives', () => {
    const written = eventFile([
      {
        atMs: 1764370000500,
        step: 1200,
        scalars: [
          { tag: 'gsm8k/accuracy', value: 0.625 },
          { tag: 'gsm8k/accuracy_low', value: 0.1 },
        ],
      },
      { atMs: 1764370001250, step: 2 ** 40, scalars: [{ tag: `überall/${'m'.repeat(200)}`, value: -1e-7 }] },
    ])
    expect(written.toString('base64')).toBe(WRITTEN_BY_TENSORBOARD)
  })

  it('can be read back, whatever the numbers and the names', () => {
    const scalar = fc.record({ tag: fc.string({ unit: 'grapheme', maxLength: 300 }), value: fc.float({ noNaN: true }) })
    const event = fc.record({
      atMs: fc.integer({ min: 0, max: 4e12 }),
      step: fc.maxSafeNat(),
      scalars: fc.array(scalar, { maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), (events) => {
        const [head, ...rest] = readEvents(eventFile(events))
        expect(head).toMatchObject({ version: 'brain.Event:2' })
        expect(rest).toEqual(events.map((each) => ({ ...each, atMs: (each.atMs / 1000) * 1000 })))
      }),
      { numRuns: 50 },
    )
  })
})

it.each([
  ['123456789', 0xe3069283],
  ['\0'.repeat(32), 0x8a9136aa], // RFC 3720, appendix B.4
  ['\xff'.repeat(32), 0x62a8ab43],
  ['', 0],
])('gives %j its CRC-32C', (text, crc) => expect(crc32c(Buffer.from(text, 'latin1'))).toBe(crc))
