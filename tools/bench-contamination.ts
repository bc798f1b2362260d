/**
 * `npm run bench:contamination [-- RECORDS]`: how long training data is searched for the eight benchmarks.
 *
 * Records of 300 invented words, a million where no other number is given, with questions of GSM8K planted among them. Needs the
 * real data sets in EVALKIT_DATA_DIR, and 2 GB for a file that is deleted again.
 */
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { randomBits } from '../results/statistics/random-bits.ts'
import { measure } from './bench/measure.ts'

const RECORDS = Number(process.argv[2] ?? 1_000_000)
const WORDS = 300
const PLANTED = 20
const EVALKIT = fileURLToPath(new URL('../bin/evalkit.js', import.meta.url))

const dataDir = process.env.EVALKIT_DATA_DIR
if (dataDir === undefined) throw new Error('EVALKIT_DATA_DIR names no folder with the real data sets')

const bits = randomBits(1)
const below = (limit: number) => bits() % limit
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const word = () => Array.from({ length: 2 + below(8) }, () => LETTERS[below(LETTERS.length)]).join('')
const vocabulary = Array.from({ length: 20_000 }, word)
const text = (words: number) => Array.from({ length: words }, () => vocabulary[below(vocabulary.length)]).join(' ')

/** As they may stand in training data: word for word, in capitals, spread out, and in the middle of something else. */
const FORMS = [
  (question: string) => question,
  (question: string) => question.toUpperCase(),
  (question: string) => question.replaceAll(' ', ' \n  '),
  (question: string) => `${text(WORDS / 2)} ${question} ${text(WORDS / 2)}`,
]

const lines = (await readFile(join(dataDir, 'gsm8k/test.jsonl'), 'utf8')).split('\n').slice(0, PLANTED)
const planted = lines.map((line, i) => FORMS[i % FORMS.length]?.(JSON.parse(line).question))

function* records() {
  const every = Math.max(1, Math.floor(RECORDS / PLANTED))
  for (let i = 0; i < RECORDS; i++) {
    yield `${JSON.stringify({ text: (i % every === 0 && planted[i / every]) || text(WORDS) })}\n`
  }
}

const scratch = await mkdtemp(join(tmpdir(), 'evalkit-bench-'))
try {
  const [train, report] = [join(scratch, 'train.jsonl'), join(scratch, 'report.json')]
  await pipeline(Readable.from(records()), createWriteStream(train))
  const { wallMs, cpuMs, rssMiB } = await measure(scratch, [
    EVALKIT,
    'contamination',
    '--train',
    train,
    '--report',
    report,
  ])
  const { benchmarks, contaminated } = JSON.parse(await readFile(report, 'utf8'))
  const found = benchmarks.flatMap(({ overlapping }: { overlapping: { id: string }[] }) =>
    overlapping.map(({ id }) => id),
  )
  const right = planted.filter((_, i) => found.includes(`gsm8k/${i}`)).length
  console.log(`${RECORDS} records of ${WORDS} words, ${benchmarks.length} benchmarks`)
  console.log(
    `${(wallMs / 1000).toFixed(0)} s, ${(cpuMs / 1000).toFixed(0)} s CPU, ${rssMiB.toFixed(0)} MiB    (a million: ≤ 10 min, ≤ 1 GiB)`,
  )
  console.log(
    `${right} of ${PLANTED} planted questions found, ${found.length - right} others, in ${contaminated} records    (all, none, ${PLANTED})`,
  )
} finally {
  await rm(scratch, { recursive: true, force: true })
}
