import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../harness/options/config.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function configFile(name: string, text: string): Promise<string> {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, text)
  return path
}

const YAML = `models:
  base: vllm/qwen@http://gpu:8000/v1
  sft:
    model: vllm/qwen-sft@http://gpu:8001/v1
    api: chat
    generation:
      system: Answer briefly.
maxConnections: 64
`

describe('loadConfig', () => {
  it('reads YAML, JSON and TypeScript alike', async () => {
    const fromYaml = await loadConfig(await configFile('evalkit.config.yaml', YAML), '.')
    expect(fromYaml.maxConnections).toBe(64)
    expect(await loadConfig(await configFile('evalkit.config.json', JSON.stringify(fromYaml)), '.')).toEqual(fromYaml)
    const module = `export default ${JSON.stringify(fromYaml)}`
    expect(await loadConfig(await configFile('evalkit.config.ts', module), '.')).toEqual(fromYaml)
  })

  it('finds the file from the working folder upwards, and does without one', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'a/b'), { recursive: true })
    await mkdir(join(folder, '.git'))
    expect(await loadConfig(undefined, join(folder, 'a/b'))).toEqual({})
    await writeFile(join(folder, 'evalkit.config.yaml'), YAML)
    expect((await loadConfig(undefined, join(folder, 'a/b'))).maxConnections).toBe(64)
  })

  it.each([
    ['evalkit.config.yaml', 'evalkit.config.json'],
    ['evalkit.config.yml', 'evalkit.config.ts'],
    ['evalkit.config.yaml', 'evalkit.config.yml'],
  ])('reads neither of %s and %s in one folder, and says so', async (first, second) => {
    const folder = await temporaryFolder()
    for (const name of [first, second]) await writeFile(join(folder, name), '{}')
    await expect(loadConfig(undefined, folder)).rejects.toMatchObject({
      name: 'UsageError',
      message: `${folder} contains both ${first} and ${second}, but only one config file is read`,
      hint: `Keep one of them, or name it: --config ${first}.`,
    })
    expect(await loadConfig(join(folder, first), folder)).toEqual({})
  })

  it('reads evalkit.config.yml', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'evalkit.config.yml'), YAML)
    expect((await loadConfig(undefined, folder)).maxConnections).toBe(64)
  })

  it.each(['evalkit.config.js', 'evalkit.config.mjs', 'evalkit.config.toml', '.evalkitrc', '.evalkitrc.yaml'])(
    'does not pass over %s in silence',
    async (name) => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, name), '')
      await expect(loadConfig(undefined, folder)).rejects.toThrow(
        `${join(folder, name)}: not a supported config file name`,
      )
    },
  )

  it.each(['evalkit.config.yaml.bak', 'evalkit.config.example.yaml', 'evalkit.ts', 'evalkit-baselines.json'])(
    'has no business with %s',
    async (name) => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, name), 'x')
      expect(await loadConfig(undefined, folder)).toEqual({})
    },
  )

  it('means folders from where the file lies', async () => {
    const path = await configFile('evalkit.config.yaml', 'dataDir: ../datasets\nrunsDir: runs\n')
    const { dataDir, runsDir } = await loadConfig(path, '.')
    expect([dataDir, runsDir]).toEqual([join(path, '../../datasets'), join(path, '../runs')])
  })

  it('takes an empty file for no settings', async () => {
    expect(await loadConfig(await configFile('evalkit.config.yaml', '# nothing yet\n'), '.')).toEqual({})
  })

  it.each([
    ['an unknown field', 'maxConections: 3\n', /yaml:1: unknown field maxConections/, /Did you mean "maxConnections"/],
    [
      'one inside a model',
      `${YAML}`.replace('api: chat', 'aip: chat'),
      /yaml:5: unknown field models\.sft\.aip/,
      /"api"/,
    ],
    [
      'one inside generation',
      YAML.replace('system:', 'sytem:'),
      /yaml:7: unknown field models\.sft\.generation\.sytem/,
      /"system"/,
    ],
    ['a value of another type', 'maxConnections: many\n', /yaml:1: maxConnections must be integer/, undefined],
    ['a value out of bounds', 'dataDir: x\nmaxConnections: 0\n', /yaml:2: maxConnections must be >= 1/, undefined],
    ['broken YAML', 'models: [\n', /evalkit\.config\.yaml: /, undefined],
  ])('refuses %s, with its place', async (_case, text, message, hint) => {
    const failure = await loadConfig(await configFile('evalkit.config.yaml', text), '.').catch((error) => error)
    expect(failure.name).toBe('UsageError')
    expect(failure.message).toMatch(message)
    if (hint !== undefined) expect(failure.hint).toMatch(hint)
  })

  it('says when a named file is not there', async () => {
    await expect(loadConfig('nowhere/evalkit.config.yaml', '.')).rejects.toThrow(/no such file/)
  })
})
