import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readNemoPolicy } from '../../../harness/interop/nemo-policy.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { results, row, writeLmEval } from '../../helpers/lm-eval-log.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

let root: string
beforeEach(async () => {
  root = await temporaryFolder()
})

async function read(text: string) {
  await writeFile(join(root, 'p.yaml'), text)
  return readNemoPolicy(join(root, 'p.yaml'))
}

describe('a gate policy of NeMo Evaluator', () => {
  it('has margins in points, and tiers that block or do not', async () => {
    const { policy, lost } = await read(
      'version: 1\ndefaults: { max_drop: 0.02 }\nbenchmarks:\n  gsm8k: { tier: critical, max_drop: 0.01 }\n  beads: {}\n  trivia: { tier: advisory }\n',
    )
    expect(policy).toEqual({
      benchmarks: { gsm8k: { tier: 'required', margin: 1 } },
      tasks: { beads: { tier: 'required', margin: 2 }, trivia: { tier: 'advisory', margin: 2 } },
    })
    expect(lost).toEqual(['defaults: evalkit’s own margins hold for benchmarks that the policy does not name'])
  })

  it('has the defaults of its own where it says nothing', async () => {
    expect((await read('version: 1\nbenchmarks: { beads: { metric: mean_reward } }')).policy.tasks).toEqual({
      beads: { tier: 'required', margin: 1.5 },
    })
  })

  it('names what has no equivalent', async () => {
    const { lost } = await read(
      'version: 1\nowner: me\nbenchmarks:\n  a: { max_relative_drop: 0.02, relative_guard_below: 0.2 }\n  b: { metric: perplexity, direction: lower_is_better, color: red }\n',
    )
    expect(lost).toEqual([
      'owner: unknown',
      'a.max_relative_drop: evalkit’s margins are absolute',
      'a.relative_guard_below: evalkit’s margins are absolute',
      'b.metric perplexity: evalkit gates the mean over samples',
      'b.direction lower_is_better: more is better in evalkit',
      'b.color: unknown',
    ])
  })

  it.each([
    ['version: 2\nbenchmarks: {}', /version is 2/],
    ['gate: {}', /version is missing/],
    ['version: 1\nbenchmarks:\n  a: { tier: huge }', /p\.yaml:3: benchmarks\.a\.tier is huge/],
    ['version: 1\nbenchmarks:\n  a: { max_drop: -1 }', /p\.yaml:3: benchmarks\.a\.max_drop must be/],
  ])('is refused: %j', async (text, message) => expect(read(text)).rejects.toThrow(message))

  it('decides a gate, by the names of tasks, and says what is lost', async () => {
    const rows = (right: number) =>
      Array.from({ length: 100 }, (_, at) => row(at, at < right ? 1 : 0, { reply: `${at} ${right}` }))
    await writeLmEval(join(root, 'a/m'), 'beads', rows(90), results('beads', {}))
    await writeLmEval(join(root, 'b/m'), 'beads', rows(80), results('beads', {}))
    const policy = (drop: number) => `version: 1\nbenchmarks: { beads: { max_drop: ${drop}, max_relative_drop: 0.1 } }`
    const gate = async (drop: number) => {
      await writeFile(join(root, 'p.yaml'), policy(drop))
      return evalkit(['gate', 'a', 'b', '--policy', 'p.yaml', '--json'], { cwd: root })
    }
    const strict = await gate(0.01)
    expect(strict.stderr).toContain('p.yaml: no equivalent for beads.max_relative_drop')
    expect(JSON.parse(strict.stdout)).toMatchObject({ verdict: 'REGRESSED', gate: { decisions: [{ margin: 0.01 }] } })
    expect(JSON.parse((await gate(0.2)).stdout)).toMatchObject({
      verdict: 'PASS',
      gate: { decisions: [{ margin: 0.2 }] },
    })
  })
})
