/** Run folders of any size, for measuring what reads them. */
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'

interface Wanted {
  readonly label: string
  readonly samples: number
  readonly accuracy: number
}

/** A draw in [0, 1) that is the same for one sample of one label each time. */
function drawn(index: number, seed: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca77)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}

/**
 * @param template a finished run folder, whose manifest is taken over
 * @returns the folder written
 */
export async function writeSyntheticRun(template: string, root: string, wanted: Wanted): Promise<string> {
  const { label, samples, accuracy } = wanted
  const folder = join(root, label)
  await mkdir(folder, { recursive: true })
  const manifest = JSON.parse(await readFile(join(template, 'manifest.json'), 'utf8'))
  const summary = JSON.parse(await readFile(join(template, 'summary.json'), 'utf8'))
  const file = createWriteStream(join(folder, 'samples.jsonl'))
  let correct = 0
  for (let index = 0; index < samples; index++) {
    // Seven questions of ten fall alike for all models: what a weaker one gets right, a stronger one does too.
    const value = drawn(index, drawn(index, 1) < 0.7 ? 2 : label.length + accuracy * 1000) < accuracy ? 1 : 0
    correct += value
    const text = `Step by step: ${'so it goes on. '.repeat(20)}\n#### ${value}`
    const record = {
      schemaVersion: manifest.schemaVersion,
      id: `${manifest.benchmark.name}/${index}`,
      repeat: 1,
      target: '1',
      outcome: { kind: 'scored', score: { value, answer: String(value), rule: 'number' } },
      attempt: { turns: [{ prompt: 'How many?', completion: { text, finishReason: 'stop' } }] },
    }
    if (!file.write(`${JSON.stringify(record)}\n`))
      await new Promise<void>((resolve) => file.once('drain', () => resolve()))
  }
  file.end()
  await finished(file)
  const { claimed, ...model } = manifest.model
  const items = { count: samples, hash: `synthetic-${samples}` }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, model: { ...model, label }, items }))
  const facts = { ...summary, n: samples, trials: samples, correct, score: correct / samples, rules: {} }
  await writeFile(join(folder, 'summary.json'), JSON.stringify(facts))
  return folder
}
