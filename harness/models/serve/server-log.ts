/** Follows the log of a server: its last lines, and what it is doing while it loads. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Characters of the end of a log that are kept. */
const KEPT = 64 * 1024
const CHUNK = 64 * 1024

/** Phases of a start, by what the servers say; the last one in the log is shown. */
const PHASES: readonly (readonly [pattern: RegExp, phase: string])[] = [
  [/download(?:ing)?\b|fetching \d+ files/i, 'downloading'],
  [
    /loading safetensors|loading (?:the )?model|loading weights|starting to load model|load_tensors|load_model|loading shards/i,
    'loading weights',
  ],
  // Not the settings that vLLM prints first: "disabling torch.compile, CUDAGraphs, and JIT kernel warmup", "cudagraph_mode".
  [/dynamo bytecode|(?:starting|took .*) torch\.compile|torch\.compile takes|compiling a graph/i, 'compiling'],
  [/capturing (?:the )?(?:cuda|batches)|capture cuda graph/i, 'capturing CUDA graphs'],
  [/kv cache (?:size|memory|is allocated)|for kv cache|memory pool/i, 'allocating the KV cache'],
  [/warming[- ]?up|warm[- ]up/i, 'warming up'],
]

export class ServerLog {
  readonly path: string
  #read: number
  #end = ''

  /** @param from bytes that were in the file before this server started */
  constructor(path: string, from = 0) {
    this.path = path
    this.#read = from
  }

  /** The last lines, with what has been written since the last call. */
  lines(): string[] {
    this.#follow()
    // A progress bar overwrites its line with carriage returns.
    return this.#end.split(/\r?\n|\r/).filter((line) => line.trim() !== '')
  }

  /** What the server is doing, as far as its log tells. */
  phase(): string {
    const lines = this.lines()
    for (const line of lines.toReversed()) {
      const found = PHASES.find(([pattern]) => pattern.test(line))
      if (found !== undefined) return found[1]
    }
    return 'starting'
  }

  #follow(): void {
    let file: number
    try {
      file = openSync(this.path, 'r')
    } catch {
      return // not written yet
    }
    try {
      const unread = fstatSync(file).size - this.#read
      if (unread > 2 * KEPT) this.#read += unread - KEPT // a server may write gigabytes
      const chunk = Buffer.alloc(CHUNK)
      for (;;) {
        const bytes = readSync(file, chunk, 0, CHUNK, this.#read)
        if (bytes === 0) return
        this.#read += bytes
        this.#end = (this.#end + chunk.toString('utf8', 0, bytes)).slice(-KEPT)
      }
    } finally {
      closeSync(file)
    }
  }
}
