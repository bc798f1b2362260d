import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, glob, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../helpers/temporary.ts'

const LAUNCHER = fileURLToPath(new URL('../../bin/evalkit.js', import.meta.url))
const NEW_NODE = process.execPath
const OLD_NODE = findOldNode()
const BUNDLED = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

describe('the launcher on Node 24', () => {
  it('hands over the arguments as they are', async () => {
    const launcher = await published(`console.log(JSON.stringify(argv)); return 0`)
    const args = ['run', 'two words', '', '"quoted"', '--stop=\n', 'été', '*']
    const { code, stdout } = await run(NEW_NODE, launcher, args)
    expect(JSON.parse(stdout)).toEqual(args)
    expect(code).toBe(0)
  })

  it.each([0, 2, 3, 10, 12, 130])('exits with %i when main returns it', async (expected) => {
    const { code } = await run(NEW_NODE, await published(`return ${expected}`))
    expect(code).toBe(expected)
  })

  it.each([
    ['throws', `throw new Error('a bug')`, 'a bug'],
    ['never settles', `return new Promise(() => {})`, 'unsettled'],
  ])('exits with 1 when main %s', async (_, body, words) => {
    const { code, stderr } = await run(NEW_NODE, await published(body))
    expect(code).toBe(1)
    expect(stderr).toContain(words)
  })

  it('keeps machine code in a folder of the user’s own, and uses none that others can write', async () => {
    const launcher = await published('return 0')
    const cache = join(await temporaryFolder(), 'cache')
    const env = { PATH: process.env.PATH, HOME: cache, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache }
    expect((await run(NEW_NODE, launcher, [], '', env)).code).toBe(0)
    const [folder = ''] = await Array.fromAsync(glob(join(cache, '**/code')))
    if (process.getuid === undefined) return
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await readdir(folder)).length).toBeGreaterThan(0)
    await rm(folder, { recursive: true })
    await mkdir(folder)
    await chmod(folder, 0o777)
    const { code, stderr } = await run(NEW_NODE, launcher, [], '', env)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/can be written by others, and is not used/),
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('runs the sources in a checkout, whatever else lies around', async () => {
    const launcher = await published(`console.log('bundle'); return 0`)
    await put(join(dirname(launcher), '../harness/cli.ts'), mainModule(`console.log('sources' as string); return 0`))
    const { stdout } = await run(NEW_NODE, launcher)
    expect(stdout).toBe('sources\n')
  })
})

describe.skipIf(OLD_NODE === undefined)('the launcher on an older Node (skipped where this machine has none)', () => {
  it('goes on with the newer one beside it: same arguments, input, exit code', async () => {
    const launcher = await published(`
      const { text } = await import('node:stream/consumers')
      console.log(JSON.stringify({ node: process.versions.node, argv, input: await text(process.stdin) }))
      return 11`)
    await putNodeBeside(launcher)
    const { code, stdout, stderr } = await run(OLD_NODE, launcher, ['two words', ''], 'typed')
    expect(JSON.parse(stdout)).toEqual({ node: process.versions.node, argv: ['two words', ''], input: 'typed' })
    expect({ code, stderr }).toEqual({ code: 11, stderr: '' })
  })

  it('takes the newer one with it when it is killed', async () => {
    const launcher = await published(`
      console.log(JSON.stringify([process.pid, process.env.EVALKIT_LAUNCHER ?? 'gone']))
      setInterval(() => {}, 1000)
      return new Promise(() => {})`)
    await putNodeBeside(launcher)
    const child = start(OLD_NODE, launcher, [])
    const [pid, variable] = JSON.parse(String((await once(child.stdout, 'data'))[0]))
    expect(variable).toBe('gone')
    child.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
  })

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('forwards %s, which the child may answer', async (signal) => {
    const launcher = await published(`
      const stopped = new Promise((resolve) => process.once('${signal}', resolve))
      console.log('ready')
      const alive = setInterval(() => {}, 1000)
      await stopped
      clearInterval(alive)
      return 130`)
    await putNodeBeside(launcher)
    // In a session of its own there is no terminal, as in CI: nobody but the launcher tells the child.
    const child = start(OLD_NODE, launcher, [], { detached: true })
    await once(child.stdout, 'data')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([130, null])
  })

  it.each([
    ['SIGKILL', 137],
    ['SIGTERM', 143],
    ['SIGABRT', 134],
  ])('exits with 128 + n when %s ends the child', async (signal, expected) => {
    const launcher = await published(
      `process.kill(process.pid, '${signal}'); return new Promise(() => setTimeout(() => {}, 60_000))`,
    )
    await putNodeBeside(launcher)
    const { code } = await run(OLD_NODE, launcher)
    expect(code).toBe(expected)
  })

  it.skipIf(!hasCommand('script'))('leaves Ctrl-C to the terminal, which tells the child itself', async () => {
    const launcher = await published(`
      let interrupts = 0
      process.on('SIGINT', () => interrupts++)
      console.log('ready')
      await new Promise((resolve) => setTimeout(resolve, 1000))
      console.log('interrupts: ' + interrupts)
      return 0`)
    await putNodeBeside(launcher)
    const terminal = spawn('script', ['-qec', `'${OLD_NODE}' '${launcher}'`, '/dev/null'])
    terminal.stdout.once('data', () => terminal.stdin.write('\x03'))
    expect(await text(terminal.stdout)).toContain('interrupts: 1')
  })

  it('says in one sentence what it needs when there is no newer Node', async () => {
    const { code, stdout, stderr } = await run(OLD_NODE, await published('return 0'))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      new RegExp(
        `^evalkit needs Node 24 or newer, and this is Node \\d+\\.\\d+\\.\\d+: .*npm install ${BUNDLED}@24.*\\.\n$`,
      ),
    )
  })

  it('points to npm ci when that happens in a checkout', async () => {
    const launcher = await published('return 0')
    await put(join(dirname(launcher), '../harness/cli.ts'), mainModule('return 0'))
    const { code, stderr } = await run(OLD_NODE, launcher)
    expect(code).toBe(2)
    expect(stderr).toContain('npm ci')
  })

  it('does not go on with one that is too old itself', async () => {
    const launcher = await published('return 0')
    await putNodeBeside(launcher, '22.1.0')
    const { code, stderr } = await run(OLD_NODE, launcher)
    expect(code).toBe(2)
    expect(stderr).toContain('needs Node 24')
  })

  it('says so when the newer Node does not start', async () => {
    const launcher = await published('return 0')
    const node = await putNodeBeside(launcher, '24.0.0', '/dev/null')
    const { code, stderr } = await run(OLD_NODE, launcher)
    expect(code).toBe(2)
    expect(stderr).toContain(`${node} does not start`)
  })
})

/** A folder laid out as the published package is. @returns the path of its launcher */
async function published(body: string): Promise<string> {
  const folder = await temporaryFolder()
  await put(join(folder, 'package.json'), '{ "type": "module" }')
  await put(join(folder, 'dist/cli.js'), mainModule(body))
  await mkdir(join(folder, 'bin'))
  await cp(LAUNCHER, join(folder, 'bin/evalkit.js'))
  return join(folder, 'bin/evalkit.js')
}

const mainModule = (body: string) => `export async function main(argv) { ${body} }\n`

/** What `npm install node-<platform>-<arch>` leaves beside the launcher. @returns the path of that Node */
async function putNodeBeside(launcher: string, version = process.versions.node, target = NEW_NODE): Promise<string> {
  const folder = join(dirname(launcher), '../node_modules', BUNDLED)
  await put(join(folder, 'package.json'), JSON.stringify({ name: BUNDLED, version, bin: { node: 'bin/node' } }))
  await mkdir(join(folder, 'bin'))
  await symlink(target, join(folder, 'bin/node'))
  return join(folder, 'bin/node')
}

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}

function start(node: string | undefined, launcher: string, args: readonly string[], options: SpawnOptions = {}) {
  const child = spawn(node as string, [launcher, ...args], { ...options, stdio: 'pipe' })
  return child as ChildProcess & {
    stdin: NodeJS.WritableStream
    stdout: NodeJS.ReadableStream
    stderr: NodeJS.ReadableStream
  }
}

async function run(
  node: string | undefined,
  launcher: string,
  args: readonly string[] = [],
  input = '',
  env: NodeJS.ProcessEnv = process.env,
) {
  const child = start(node, launcher, args, { env })
  child.stdin.on('error', () => undefined) // it may be gone before it has read what it was given
  child.stdin.end(input)
  const [[code], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
  return { code: code as number | null, stdout, stderr }
}

/** A Node below 24 on this machine, if there is one: behind the one that npm puts first on the path. */
function findOldNode(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  return candidates.find((node) => {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
    return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? Number.NaN) < 24
  })
}

function hasCommand(name: string): boolean {
  return spawnSync(name, ['--version']).status === 0
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
