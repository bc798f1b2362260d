/** Answer keys: the scorer of a record's benchmark, with the target or tests it compares with. */
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import { BENCHMARKS, benchmarkNamed, protocolNamed } from '../../benchmarks/index.ts'
import { DatasetError, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { ajv } from '../../results/schema/ajv.ts'
import type { ProgramTask, Sample } from '../../results/schema/schema.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'

export interface AnswerKey {
  readonly scorer: Scorer<keyof Resources>
  readonly known: Pick<Sample, 'target' | 'program'>
}

type Fields = Readonly<Record<string, unknown>>

/** Finds the answer key of a record, if it has one. */
export class AnswerKeys {
  readonly #default: Benchmark | undefined

  /** @param benchmark whose scorer verifies records that name none */
  constructor(benchmark: string | undefined) {
    this.#default = benchmark === undefined ? undefined : benchmarkNamed(benchmark)
  }

  /**
   * @returns undefined for a record without a target
   * @throws DatasetError when the fields of the record contradict each other; the caller adds file and line
   */
  of(fields: Fields): AnswerKey | undefined {
    const benchmark = this.#benchmarkOf(fields)
    const row = benchmark === undefined ? {} : this.#asRow(benchmark, fields)
    const target = targetOf(fields) ?? row.target
    const program = programOf(fields) ?? row.program
    if (target === undefined && program === undefined) {
      if (fields.benchmark === undefined && fields.scorer === undefined) return undefined
      throw new DatasetError('the record names a scorer but has no "target"', {
        hint: 'Add the correct answer as "target", or remove the scorer.',
      })
    }
    if (benchmark === undefined) {
      throw new DatasetError('the record has a "target" but no scorer to compare answers with it', {
        hint: 'Add "benchmark": "gsm8k" or "scorer": "numeric-match" to the record, or give --benchmark for all records.',
      })
    }
    const scorer = scorerOf(benchmark)
    const needsProgram = scorer.needs.includes('sandbox')
    if (needsProgram ? program === undefined : target === undefined) {
      throw new DatasetError(`${scorer.name} needs ${needsProgram ? 'a "program" with its tests' : 'a "target"'}`, {
        hint: needsProgram
          ? 'Write "program": {"language": "python", "prompt": "…", "tests": "…", "entryPoint": "…"}.'
          : 'Add the correct answer as text.',
      })
    }
    return { scorer, known: needsProgram ? { program } : { target } } as AnswerKey
  }

  #benchmarkOf({ benchmark, scorer }: Fields): Benchmark | undefined {
    try {
      if (benchmark !== undefined) return benchmarkNamed(String(benchmark))
      return scorer === undefined ? this.#default : benchmarkOfScorer(String(scorer))
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      throw new DatasetError(error.message, { cause: error, ...(error.hint !== undefined && { hint: error.hint }) })
    }
  }

  /** Reads a record that has the benchmark's own row format, such as a row of its training set. */
  #asRow(benchmark: Benchmark, fields: Fields): Pick<Sample, 'target' | 'program'> {
    const { protocol } = protocolNamed(benchmark, undefined)
    if (protocol.options !== undefined) return {}
    const isRow = ajv.compile(benchmark.row.schema)
    return isRow(fields) ? protocol.toSample(fields, []) : {}
  }
}

const scorerOf = (benchmark: Benchmark) => protocolNamed(benchmark, undefined).protocol.scorer

/** @throws UsageError for a name that no benchmark's scorer has */
function benchmarkOfScorer(name: string): Benchmark {
  const found = BENCHMARKS.find((benchmark) => scorerOf(benchmark).name === name)
  if (found !== undefined) return found
  const names = [...new Set(BENCHMARKS.map((benchmark) => scorerOf(benchmark).name))]
  throw new UsageError(`unknown scorer "${name}"`, { hint: `${nearest(name, names)}There are: ${names.join(', ')}.` })
}

function targetOf({ target }: Fields): string | undefined {
  if (target === undefined || target === null) return undefined
  if (typeof target === 'number' || (typeof target === 'string' && target.trim() !== '')) return String(target).trim()
  throw new DatasetError('"target" is neither a string nor a number')
}

function programOf({ program }: Fields): ProgramTask | undefined {
  if (program === undefined || program === null) return undefined
  const { language, prompt, tests, entryPoint } = program as Fields
  const isKnown = language === 'python' || language === 'javascript'
  if (isKnown && typeof prompt === 'string' && typeof tests === 'string' && typeof entryPoint === 'string') {
    return { language, prompt, tests, entryPoint }
  }
  throw new DatasetError('"program" is incomplete', {
    hint: 'Write {"language": "python" or "javascript", "prompt": "…", "tests": "…", "entryPoint": "…"}.',
  })
}
