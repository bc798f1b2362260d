/**
 * Decodes tokens to text, byte by byte.
 *
 * llama.cpp's own `detokenize` is not used: for some vocabularies, Llama 3's among them, it drops spaces before
 * punctuation (`x != y` becomes `x!= y`), for others the first space of a reply. This does what its server does,
 * `token_to_piece` in src/llama-vocab.cpp.
 */
import type { LlamaModel, Token } from 'node-llama-cpp'

/** The parts of a model that decoding needs. */
export type Vocabulary = Pick<LlamaModel, 'fileInfo' | 'getTokenAttributes' | 'vocabularyType' | 'detokenize'>

const NOTHING = new Uint8Array()
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The space of vocabularies that spell tokens as plain text. */
const SPACE_MARK = '▁'

/** Returns the bytes of each token: any part of a character, or none for special tokens such as `<|im_end|>`. */
export function tokenBytes(model: Vocabulary): (token: Token) => Uint8Array {
  const type: string = model.vocabularyType
  const pieces = model.fileInfo.metadata.tokenizer?.ggml.tokens ?? []
  if (!['bpe', 'spm', 'ugm'].includes(type)) return (token) => utf8(model.detokenize([token]))
  // A byte-level vocabulary spells U+2581 itself as three letters, one per byte.
  const decode = type === 'bpe' && !pieces.includes(SPACE_MARK) ? fromByteLetters : fromMarkedText

  return (token) => {
    const piece = pieces[token] ?? ''
    const { control, unknown, userDefined, byte, normal } = model.getTokenAttributes(token)
    if (control || unknown) return NOTHING
    if (userDefined) return utf8(piece)
    if (byte) return fromHex(piece)
    return normal ? decode(piece) : NOTHING
  }
}

/** Collects a reply up to a stop sequence. Stop sequences and characters may span tokens. */
export function collectText(bytesOf: (token: Token) => Uint8Array, stops: readonly string[]) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const overlap = Math.max(0, ...stops.map((stop) => stop.length - 1))
  let text = ''
  let isStopped = false

  return {
    /** @returns whether a stop sequence was reached */
    add(token: Token): boolean {
      const searched = Math.max(0, text.length - overlap)
      text += decoder.decode(bytesOf(token), { stream: true })
      const found = stops.map((stop) => text.indexOf(stop, searched)).filter((at) => at !== -1)
      if (found.length > 0) {
        text = text.slice(0, Math.min(...found))
        isStopped = true
      }
      return isStopped
    },

    /** The text before the stop sequence; an incomplete character becomes U+FFFD. */
    end: (): string => (isStopped ? text : text + decoder.decode()),
  }
}

/** Decodes `<0x0A>` to a line feed. */
const fromHex = (piece: string) => Uint8Array.of(Number.parseInt(piece.slice(3, 5), 16))

/** Decodes `▁the` to ` the`. */
const fromMarkedText = (piece: string) => utf8(piece.replaceAll(SPACE_MARK, ' '))

/** Decodes `Ġthe` to ` the`, and `ð` to the first byte of an emoji. */
const fromByteLetters = (piece: string) => Uint8Array.from(piece, (letter) => BYTE_LETTERS.get(letter) ?? 0x3f)

/** GPT-2's byte alphabet: printable bytes are themselves, the others the letters from U+0100 on. */
const BYTE_LETTERS: ReadonlyMap<string, number> = new Map(
  (function* () {
    let next = 0x100
    for (let byte = 0; byte < 0x100; byte++) {
      const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad)
      yield [String.fromCharCode(isPrintable ? byte : next++), byte] as const
    }
  })(),
)
