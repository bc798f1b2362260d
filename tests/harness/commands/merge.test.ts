import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openRun } from '../../../results/store/read.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

/** Right or wrong by chance, one missing, one cut. */
const answers = Array.from({ length: 200 }, (_, i) =>
  JSON.stringify({ id: `wordproblems/${i}`, completion: i % 3 === 0 ? '#### 7' : `It may be ${i}.` }),
)

let cwd = ''
const run = async (...more: string[]) => {
  const args = ['run', 'wordproblems', '--model', 'm=replay/answers.jsonl', '--limit', 'first:100', '--json', ...more]
  const { stdout } = await evalkit(args, { cwd })
  return JSON.parse(stdout).runs[0].run as string
}

describe('the parts of a run', () => {
  let whole = ''
  let parts: string[] = []
  beforeAll(async () => {
    cwd = await sharedFolder()
    await writeFile(join(cwd, 'answers.jsonl'), answers.filter((_, i) => i !== 17).join('\n'))
    whole = await run()
    parts = [await run('--shard', '3/3'), await run('--shard', '1/3'), await run('--shard', '2/3')]
  })

  it('make the run that was never parted, sample for sample', async () => {
    const { code, stdout } = await evalkit(['merge', ...parts, '-o', 'merged/one', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout).runs).toMatchObject([{ run: 'merged/one', unscored: 1 }])
    const [merged, unparted] = await Promise.all([openRun(join(cwd, 'merged/one')), openRun(join(cwd, whole))])
    const sorted = async ({ records }: typeof merged) =>
      (await Array.fromAsync(records())).sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(await sorted(merged)).toEqual(await sorted(unparted))
    expect({ ...merged.summary, wallMs: 0 }).toEqual({ ...unparted.summary, wallMs: 0 })
    expect(merged.manifest).toMatchObject({ items: unparted.manifest.items, status: 'incomplete' })
    expect(merged.manifest.mergedFrom).toHaveLength(3)
  })

  it('can be compared once they are one, and not before', async () => {
    const { stdout } = await evalkit(['merge', ...parts, '--json'], { cwd })
    const merged = JSON.parse(stdout).runs[0].run
    const compared = await evalkit(['compare', whole, merged, '--json'], { cwd })
    expect(JSON.parse(compared.stdout).comparisons).toMatchObject([{ delta: 0, gained: 0, lost: 0 }])
    expect((await evalkit(['compare', whole, parts[0] ?? ''], { cwd })).code).toBe(12)
  })

  it('must all be there, once, and of one run', async () => {
    const other = await run('--shard', '1/3', '--temperature', '0.5')
    const before = readdirSync(join(cwd, 'evalkit-runs')).length
    const refused = async (...folders: (string | undefined)[]) => {
      const { code, stderr } = await evalkit(['merge', ...folders.map((folder) => folder ?? '')], { cwd })
      expect(code).toBe(2)
      return stderr
    }
    expect(await refused(parts[0], parts[1])).toMatch(/of 3 parts 2 is missing[\s\S]*--shard 2\/3/)
    expect(await refused(parts[0], parts[1], parts[1], parts[2])).toMatch(/part 1 of 3 is named twice/)
    expect(await refused(parts[0], parts[2], other)).toMatch(/not of the same run[\s\S]*What differs: .*generation/)
    expect(await refused(whole, parts[0])).toMatch(/made without --shard/)
    expect(await refused(...parts, '-o', parts[0])).toMatch(/is there already/)
    expect(readdirSync(join(cwd, 'evalkit-runs'))).toHaveLength(before)
  })

  it('may not hold one sample twice', async () => {
    const [from, to] = [join(cwd, parts[0] ?? '', 'samples.jsonl'), join(cwd, parts[1] ?? '', 'samples.jsonl')]
    const [line] = (await readFile(from, 'utf8')).split('\n')
    const kept = await readFile(to, 'utf8')
    await writeFile(to, `${kept}${line}\n`)
    const { code, stderr } = await evalkit(['merge', ...parts], { cwd })
    await writeFile(to, kept)
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is in another part as well/)])
  })
})
