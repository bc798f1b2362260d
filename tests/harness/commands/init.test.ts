import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../../harness/options/config.ts'
import { rulesFor } from '../../../results/gate/policy.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const CONFIG = 'evalkit.config.yaml'
const WORKFLOW = '.github/workflows/evalkit.yml'

describe('evalkit init', () => {
  it('writes a config that loads, and says so', async () => {
    const cwd = await temporaryFolder()
    const ended = await evalkit(['init'], { cwd })
    expect(ended).toMatchObject({ code: 0, stdout: `wrote ${CONFIG}\nwrote ${WORKFLOW}\n` })
    const config = await loadConfig(undefined, cwd)
    expect(Object.keys(config.models ?? {})).toEqual(['base', 'sft'])
    expect(rulesFor({ name: 'gsm8k' }, 1, [0, 1], config.gate ?? {})).toMatchObject({ margin: 0.025, tier: 'required' })
  })

  it('writes settings in comments that load as well', async () => {
    const cwd = await temporaryFolder()
    await evalkit(['init'], { cwd })
    const text = await readFile(join(cwd, CONFIG), 'utf8')
    const whole = text.replace(
      /^( *)# (?=(version|api|generation|dataDir|runsDir|maxConnections|prices| +gpt|mt-bench)\b)/gm,
      '$1',
    )
    expect(whole).not.toBe(text)
    await writeFile(join(cwd, CONFIG), whole)
    expect(await loadConfig(undefined, cwd)).toMatchObject({
      maxConnections: 64,
      prices: { 'gpt-4.1': { input: 2, output: 8 } },
      models: { sft: { api: 'completions', version: 'checkpoint-1200' } },
      gate: { benchmarks: { 'mt-bench': { tier: 'advisory' } } },
    })
  })

  it('writes a workflow whose commands are evalkit’s own', async () => {
    const cwd = await temporaryFolder()
    await evalkit(['init'], { cwd })
    const { jobs, permissions } = parse(await readFile(join(cwd, WORKFLOW), 'utf8'))
    expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write' })
    const lines: string[] = jobs.gate.steps.flatMap(({ run }: { run?: string }) => run ?? [])
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      const [, command = '', rest = ''] = /npx --yes evalkit@\d\S* (\w+) (.*)/.exec(line) ?? []
      const help = (await evalkit([command, '--help'], { cwd })).stdout
      for (const [flag] of rest.matchAll(/--[a-z-]+/g)) expect(help).toContain(flag)
    }
  })

  it('leaves what is there as it is, under whatever ending', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'evalkit.config.ts'), 'export default {}\n')
    await mkdir(join(cwd, '.github/workflows'), { recursive: true })
    await writeFile(join(cwd, WORKFLOW), 'mine\n')
    const ended = await evalkit(['init'], { cwd })
    expect(ended.code).toBe(0)
    expect(ended.stdout).toBe(`evalkit.config.ts exists: left as it is\n${WORKFLOW} exists: left as it is\n`)
    expect(await readFile(join(cwd, WORKFLOW), 'utf8')).toBe('mine\n')
    await expect(readFile(join(cwd, CONFIG))).rejects.toThrow('ENOENT')
  })

  it('says in one sentence where it cannot write', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, '.github'), 'a file')
    const ended = await evalkit(['init'], { cwd })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/evalkit\.yml: cannot be written: /)
  })
})
