/** `evalkit benchmark`: writes and checks declarations of the user's own benchmarks. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { line } from '../../results/visible.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { asInvoked } from '../lib/invocation.ts'
import { note, print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findBenchmark } from '../options/own-benchmarks.ts'
import { findLocations, wholeNumber } from '../options/settings.ts'
import { checkBenchmark, isSound } from '../own/check.ts'
import { checkText } from '../own/check-text.ts'
import { writeDeclaration } from '../own/write-declaration.ts'
import { BENCHMARK_ACTIONS, type command } from './declarations/benchmark.ts'

type Arguments = ArgumentsOf<typeof command>

const WORK: Readonly<Record<string, (file: string, args: Arguments) => Promise<ExitCode>>> = { check, init }

export async function run(args: Arguments): Promise<ExitCode> {
  const { action = '', file } = args
  const act = Object.hasOwn(WORK, action) ? WORK[action] : undefined
  if (act === undefined) {
    throw new UsageError(`benchmark ${action}: unknown action`, {
      hint: `${nearest(action, BENCHMARK_ACTIONS)}Actions: ${BENCHMARK_ACTIONS.join(', ')}.`,
    })
  }
  if (file !== undefined) return act(file, args)
  throw new UsageError(`benchmark ${action}: no file given`, { hint: 'See: evalkit benchmark --help' })
}

async function check(file: string, args: Arguments): Promise<ExitCode> {
  const locations = await findLocations(args)
  const context = wholeNumber('--context', args.context, { min: 1 })
  const benchmark = await findBenchmark(file, locations)
  const found = await checkBenchmark(benchmark, {
    data: locations.data,
    policy: locations.config.gate ?? {},
    train: args.train ?? [],
    showProtected: args['show-protected'] === true,
    ...(context !== undefined && { context }),
  })
  print(
    args.json
      ? jsonText({ schemaVersion: SCHEMA_VERSION, check: found }, 2)
      : asInvoked(drawn(found, (found) => checkText(found))),
  )
  return isSound(found) ? EXIT.ok : EXIT.usage
}

async function init(file: string, { json }: Arguments): Promise<ExitCode> {
  const path = await writeDeclaration(file)
  print(json ? jsonText({ schemaVersion: SCHEMA_VERSION, file: path }, 2) : line`wrote ${path}`)
  note(asInvoked(`Correct its guesses, then run: evalkit benchmark check ${path}`))
  return EXIT.ok
}
