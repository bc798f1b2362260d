/** A data file on this machine, in one of the forms it may have there. */
export interface LocatedFile {
  readonly path: string
  /** Of the file itself, where it lies in an archive. */
  readonly sha256: string
  /** What came out of an archive; absent: the bytes are at `path`. */
  readonly content?: Uint8Array
  /** By name, where the file is in parts. */
  readonly tables?: ReadonlyMap<string, Uint8Array>
}
