/**
 * Parses how a checkpoint is served: a preset, with flags of the server's own after it, or a command line.
 *
 *     vllm
 *     CUDA_VISIBLE_DEVICES=0,1 vllm --tensor-parallel-size 2
 *     ./serve.sh --model {checkpoint} --port {port} --name {name}
 */
import { UsageError } from '../../../results/errors.ts'
import { nearest } from '../../../results/names.ts'
import { SERVE_PRESETS } from './presets.ts'
import { splitWords, withoutQuoted } from './words.ts'

export interface ServeSpec {
  /** As given. */
  readonly text: string
  /** Name of a preset; absent for a command line. */
  readonly preset?: string
  /** Variables set for the server. */
  readonly environment: Readonly<Record<string, string>>
  /** Flags after a preset, or the words of the command line with its placeholders. */
  readonly words: readonly string[]
}

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s

/** @throws UsageError for what only a shell understands, an unknown preset, a flag that evalkit sets itself, and a command line without its placeholders */
export function parseServe(text: string): ServeSpec {
  refuseShell(text)
  const all = splitWords(text)
  const start = all.findIndex((word) => !ASSIGNMENT.test(word))
  const assignments = start === -1 ? all : all.slice(0, start)
  const environment = Object.fromEntries(assignments.map((word) => ASSIGNMENT.exec(word)?.slice(1) ?? []))
  const [program, ...words] = start === -1 ? [] : all.slice(start)
  if (program === undefined) throw new UsageError(`--serve "${text}": names no server`, { hint: `${PRESETS} ${FORM}` })
  if (Object.hasOwn(SERVE_PRESETS, program) && !all.some((word) => word.includes('{checkpoint}'))) {
    refuseOwnFlags(program, words)
    return { text, preset: program, environment, words }
  }
  return { text, environment, words: commandLine(text, [program, ...words]) }
}

/** What splits a command line into several, or redirects it, in a shell: `a | b`, `a && b`, `a; b`, `a > file`. */
const OPERATOR = /[|&;<>]/

function refuseShell(text: string): void {
  const operator = OPERATOR.exec(withoutQuoted(text))?.[0]
  if (operator === undefined) return
  throw new UsageError(`--serve "${text}": no shell runs it, and "${operator}" means nothing without one`, {
    hint: `Put it in quotes if it belongs to a value, or name a shell: --serve "sh -c '… {checkpoint} … {port} …'".`,
  })
}

function refuseOwnFlags(preset: string, words: readonly string[]): void {
  if (words[0] !== undefined && !words[0].startsWith('-')) {
    throw new UsageError(`--serve "${preset} ${words[0]} …": only flags may follow the name of a preset`, {
      hint: FORM,
    })
  }
  const own = SERVE_PRESETS[preset]?.own ?? []
  const set = words.find((word) => own.includes(word.replace(/=.*/s, '')))
  if (set === undefined) return
  throw new UsageError(`--serve "${preset} … ${set}": evalkit sets ${set.replace(/=.*/s, '')} itself`, {
    hint: `Leave it out, or give the whole command line. ${FORM}`,
  })
}

const KNOWN_PLACEHOLDERS = ['checkpoint', 'port', 'name', 'base']

function commandLine(text: string, words: readonly string[]): readonly string[] {
  const used = words.flatMap((word) => [...word.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => name))
  const has = (name: string) => used.includes(name)
  if (!has('checkpoint') && !has('port')) {
    const [program = ''] = words
    throw new UsageError(`--serve ${program}: no such preset`, {
      hint: `${nearest(program, Object.keys(SERVE_PRESETS))}${PRESETS} ${FORM}`,
    })
  }
  for (const name of ['checkpoint', 'port']) {
    if (!has(name)) throw new UsageError(`--serve "${text}": has no {${name}}`, { hint: FORM })
  }
  const unknown = used.find((name) => !KNOWN_PLACEHOLDERS.includes(name))
  if (unknown === undefined) return words
  throw new UsageError(`--serve "${text}": {${unknown}} is no placeholder`, {
    hint: `${nearest(unknown, KNOWN_PLACEHOLDERS)}Placeholders: ${KNOWN_PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}.`,
  })
}

const PRESETS = `Presets: ${Object.keys(SERVE_PRESETS).join(', ')}.`
const FORM =
  'Flags of the server follow its preset, as in --serve "vllm --max-model-len 8192"; any other server is a command line, as in --serve "my-server --model {checkpoint} --port {port} --name {name}".'
