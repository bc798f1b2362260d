/**
 * What parent and worker say to each other: one JSON document a line, over the worker's stdin and stdout.
 *
 * A worker runs hostile code and might become hostile itself, so the parent reads its lines as it would a stranger's: short,
 * of the expected shape, and carrying the number of the one program that is under way.
 */
import { type Limits, PROGRAM_OUTCOMES, type Program, type ProgramResult } from '../sandbox.ts'

/** A program whose seed is chosen. */
export type SeededProgram = Program & Required<Pick<Program, 'seed'>>

export interface Request {
  /** Drawn at random for each run, so that no answer can be prepared. */
  readonly id: string
  readonly program: SeededProgram
  readonly limits: Limits
}

export type Reply =
  /** The program's time begins: its interpreter is ready. */
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'finished'; readonly id: string; readonly result: ProgramResult }
  /** The worker could not run the program, for a reason of its own. */
  | { readonly kind: 'broken'; readonly id: string; readonly message: string }
  /** A process that the program or its tests ran in was killed, by neither the program nor its worker. */
  | { readonly kind: 'killed'; readonly id: string; readonly message: string }

/** Characters of a line that a worker may send: output and a traceback, escaped. */
export const MAX_REPLY = 1_000_000

/** @returns nothing for a line that is no reply */
export function parseReply(line: string): Reply | undefined {
  try {
    const reply = JSON.parse(line)
    return isReply(reply) ? reply : undefined
  } catch {
    return undefined
  }
}

function isReply(reply: unknown): reply is Reply {
  if (!isObject(reply) || typeof reply.id !== 'string') return false
  if (reply.kind === 'broken' || reply.kind === 'killed') return typeof reply.message === 'string'
  return reply.kind === 'started' || (reply.kind === 'finished' && isResult(reply.result))
}

function isResult(result: unknown): result is ProgramResult {
  return (
    isObject(result) &&
    (PROGRAM_OUTCOMES as readonly unknown[]).includes(result.outcome) &&
    typeof result.detail === 'string' &&
    typeof result.output === 'string' &&
    typeof result.outputCut === 'boolean' &&
    typeof result.wallMs === 'number' &&
    typeof result.cpuMs === 'number'
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Splits a stream into lines. @returns false once a line is longer than `limit` */
export function lineReader(limit: number, onLine: (line: string) => void): (chunk: string) => boolean {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    for (const line of lines) onLine(line)
    return rest.length <= limit
  }
}
