/** Which config file was used, and what of it may come from somebody else. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const CONFIG = 'runsDir: runs\n'

it('is named by --verbose, by doctor and by the manifest', async () => {
  const cwd = await temporaryFolder()
  await mkdir(join(cwd, '.git'))
  await writeFile(join(cwd, 'evalkit.config.yaml'), CONFIG)
  await writeFile(join(cwd, 'evalkit.config.toml'), '')
  await writeFile(
    join(cwd, 'base.jsonl'),
    replies(() => false),
  )
  const args = ['run', 'wordproblems', '--limit', '0-9', '--model', 'replay/base.jsonl', '--verbose']
  const { stderr } = await evalkit(args, { cwd })
  expect(stderr).toMatch(/^config file: .*evalkit\.config\.yaml$/m)
  expect(stderr).toMatch(/^.*evalkit\.config\.toml is not read: the config file is .*evalkit\.config\.yaml$/m)
  const [folder = ''] = await readdir(join(cwd, 'runs'))
  const manifest = JSON.parse(await readFile(join(cwd, 'runs', folder, 'manifest.json'), 'utf8'))
  const sha256 = createHash('sha256').update(CONFIG).digest('hex')
  expect(manifest.config).toEqual({ file: 'evalkit.config.yaml', sha256 })
  const { checks } = JSON.parse((await evalkit(['doctor', '--json'], { cwd })).stdout)
  expect(checks).toContainEqual(
    expect.objectContaining({
      name: 'config file',
      status: 'warning',
      found: expect.stringMatching(/yaml; not read: .*toml$/),
    }),
  )
})

it('is not run by itself outside of a repository, and is with --config', async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'evalkit.config.ts'), 'globalThis.wasRun = true; export default {}')
  const refused = await evalkit(['list', 'models'], { cwd })
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/outside of a repository\n.*--config/) })
  expect(globalThis).not.toHaveProperty('wasRun')
  const command = / --config (\S+evalkit\.config\.ts)/.exec(refused.stderr)?.[1] ?? ''
  expect((await evalkit(['list', 'models', '--config', command], { cwd })).code).toBe(0)
  expect(Reflect.deleteProperty(globalThis, 'wasRun')).toBe(true)
})
