/** Finds duplicate prompts: exact, equal after normalization, or near-duplicates. */
import { createHash } from 'node:crypto'
import type { Message } from '../../results/schema/schema.ts'
import type { DuplicateKind } from './choices.ts'
import { Tokens } from './contamination/tokens.ts'
import { NearDuplicates } from './minhash.ts'

export interface Duplicate {
  readonly kind: Exclude<DuplicateKind, 'keep'>
  /** Line of the first record with the same prompt. */
  readonly line: number
}

export class Duplicates {
  readonly #kind: DuplicateKind
  readonly #exact = new Map<string, number>()
  readonly #normalised = new Map<string, number>()
  readonly #near: NearDuplicates
  readonly #nearLines: number[] = []
  readonly #tokens = new Tokens()

  /** @param similarity threshold for near-duplicates, 0 to 1 */
  constructor(kind: DuplicateKind, similarity: number) {
    this.#kind = kind
    this.#near = new NearDuplicates(similarity)
  }

  /** @returns undefined for a new prompt, which is remembered */
  find(messages: readonly Message[], line: number): Duplicate | undefined {
    if (this.#kind === 'keep') return undefined
    const exact = remember(this.#exact, digest(JSON.stringify(messages)), line)
    if (exact !== undefined) return { kind: 'exact', line: exact }
    if (this.#kind === 'exact') return undefined

    const tokens = this.#tokens.read(messages.map(({ content }) => content).join('\n'))
    // A prompt of symbols alone has no words to compare.
    if (tokens.count === 0) return undefined
    const words = new Uint8Array(tokens.hashes.buffer, 0, 4 * tokens.count)
    const normalised = remember(this.#normalised, digest(words), line)
    if (normalised !== undefined) return { kind: 'normalised', line: normalised }
    if (this.#kind === 'normalised') return undefined

    const near = this.#near.findOrAdd(tokens)
    if (near !== undefined) return { kind: 'near', line: this.#nearLines[near] as number }
    this.#nearLines.push(line)
    return undefined
  }
}

/** @returns the line where the key was first seen; undefined, and remembers it, when it is new */
function remember(met: Map<string, number>, key: string, line: number): number | undefined {
  const first = met.get(key)
  if (first === undefined) met.set(key, line)
  return first
}

const digest = (content: string | Uint8Array) => createHash('sha256').update(content).digest('base64').slice(0, 22)
