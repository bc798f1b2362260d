/** `--sandbox native`, from the flag to the manifest. */
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRun } from '../../../results/store/read.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { sharePythonSnapshot } from '../../helpers/sandbox-programs.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const file = sharedData('humaneval/HumanEval.jsonl.gz')
const missing = (await nativeMissing()) ?? (file === undefined ? 'needs the shared data sets' : undefined)
const dataDir = dirname(dirname(file ?? ''))

describe.skipIf(missing !== undefined)(missing ?? 'the engine of a run', () => {
  it('is chosen by a flag, recorded, and kept by --resume and rescore', async () => {
    const cwd = await folder()
    const native = await runJson(cwd, 'run', ...RUN, '--sandbox', 'native')
    expect(native.manifest.sandbox).toMatchObject({ engine: 'native', versions: { python: expect.any(String) } })

    const resumed = await runJson(cwd, 'run', ...RUN, '--sandbox', 'native', '--resume', native.name)
    expect(resumed.name).toBe(native.name)
    const other = await evalkit(['run', ...RUN, '--resume', native.name], { cwd })
    expect(other.code).toBe(2)
    expect(other.stderr).toMatch(/not a run of this command: its sandbox differs/)

    const again = await runJson(cwd, 'rescore', native.name)
    expect(again.manifest.sandbox?.engine).toBe('native')
    const elsewhere = await runJson(cwd, 'rescore', native.name, '--sandbox', 'isolate')
    expect(elsewhere.manifest.sandbox?.engine).toBe('isolate')

    const compared = await evalkit(['compare', native.name, elsewhere.name], { cwd })
    expect(compared.stdout).toMatch(/sandbox: native \(Python 3\.[\d.]+\) for .*, isolate \(Python 3\.[\d.]+\) for/s)
  })

  it('is chosen by the config, and a flag wins over it', async () => {
    const cwd = await folder()
    await writeFile(join(cwd, 'evalkit.config.yaml'), 'sandbox: native\n')
    expect((await runJson(cwd, 'run', ...RUN)).manifest.sandbox?.engine).toBe('native')
    expect((await runJson(cwd, 'run', ...RUN, '--sandbox', 'isolate')).manifest.sandbox?.engine).toBe('isolate')
  })
})

const RUN = [
  ...['humaneval', '--protocol', 'completion', '--limit', 'first:2', '--model', 'replay/answers.jsonl'],
  ...['--data-dir', dataDir],
]

async function folder(): Promise<string> {
  const cwd = await temporaryFolder()
  await sharePythonSnapshot(cwd)
  const answers = [0, 1].map((id) => JSON.stringify({ id: `humaneval/${id}`, completion: '    return None\n' }))
  await writeFile(join(cwd, 'answers.jsonl'), `${answers.join('\n')}\n`)
  return cwd
}

/** The one run that a command leaves. */
async function runJson(cwd: string, ...words: string[]) {
  const { stdout, stderr } = await evalkit([...words, '--json'], { cwd })
  const name: string = JSON.parse(stdout).runs?.[0]?.run ?? expect.fail(stderr)
  return { name, manifest: (await openRun(join(cwd, name))).manifest }
}
