/** A zip archive written entry by entry, without holding it in memory. */
export interface ZipEntry {
  readonly path: string
  readonly text: string
}

/** @yields the bytes of the archive, as they come; deflated, with ZIP64 records where it needs them */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const { TextReader, ZipWriter } = await import('@zip.js/zip.js/lib/zip-core-native.js')
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const zip = new ZipWriter(writable, { useWebWorkers: false, level: 6 })
  const writing = (async () => {
    try {
      for await (const { path, text } of entries) {
        await zip.add(path, new TextReader(text), { lastModDate: EPOCH })
      }
      await zip.close()
    } catch (error) {
      await writable.abort(error).catch(() => {}) // the reader gets the error
      throw error
    }
  })()
  writing.catch(() => {}) // marks the rejection as handled: it is thrown below
  yield* readable
  await writing
}

/** The earliest date that a zip archive can hold: the same run gives the same bytes. */
const EPOCH = new Date(1980, 0, 1)
