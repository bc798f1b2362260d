/** The text of every entry of a zip archive, by path, in the order of the archive. */
export async function unzipped(bytes: Uint8Array): Promise<Map<string, string>> {
  const { TextWriter, Uint8ArrayReader, ZipReader } = await import('@zip.js/zip.js/lib/zip-core-native.js')
  const archive = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true })
  const entries = new Map<string, string>()
  for (const entry of await archive.getEntries()) {
    if (!entry.directory) entries.set(entry.filename, await entry.getData(new TextWriter()))
  }
  return entries
}
