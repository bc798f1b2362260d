#!/usr/bin/env node
/**
 * The launcher: runs evalkit on this Node, or on a newer one that npm has put beside it.
 *
 * This file must parse on Node 18, which is why it is plain JavaScript and imports nothing newer by name.
 */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { constants, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
/** Variable that tells the process on a newer Node which one started it. */
const LAUNCHER = 'EVALKIT_LAUNCHER'
/** The npm package that holds Node itself for this machine. */
const BUNDLED = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/** The sources in a checkout, the bundle in the published package: no package holds both. */
const source = new URL('../harness/cli.ts', import.meta.url)
const isCheckout = existsSync(source)
const entry = isCheckout ? source : new URL('../dist/cli.js', import.meta.url)

if (major(process.versions.node) >= NEEDED) await runHere()
else runOn(bundledNode())

async function runHere() {
  endWithLauncher()
  const codeFolder = compileCacheFolder()
  if (codeFolder !== undefined) {
    const usual = process.umask(0o077) // of the folder that Node makes in it
    module.enableCompileCache?.(codeFolder)
    process.umask(usual)
  }
  // A main that never settles is a crash like any other, which Node ends with a warning and a code of its own.
  process.on('exit', (code) => {
    if (code === 13) process.exitCode = 1
  })
  const { main } = await import(entry.href)
  process.exitCode = await main(process.argv.slice(2))
}

/** Whoever kills the launcher with SIGKILL, which cannot be forwarded, means this process. Folders of runs survive that. */
function endWithLauncher() {
  const launcher = Number(process.env[LAUNCHER])
  delete process.env[LAUNCHER]
  if (!(launcher > 0) || process.platform === 'win32') return
  setInterval(() => {
    if (process.ppid !== launcher) process.kill(process.pid, 'SIGKILL')
  }, 250).unref()
}

/**
 * A folder of the user's own for V8's machine code, which whoever could write there would have us run: Node's default is below the
 * system's temporary folder, where anybody may have made it before.
 *
 * @returns {string | undefined} undefined where others could write it; everything is compiled then
 */
function compileCacheFolder() {
  if (process.env.NODE_COMPILE_CACHE) return process.env.NODE_COMPILE_CACHE
  const folder = join(userCacheFolder(), 'code')
  try {
    makeFolder(folder)
    const { uid, mode } = lstatSync(folder)
    if (!process.getuid) return folder
    if (uid === process.getuid() && (mode & 0o022) === 0) return folder
    console.error(`evalkit: ${folder} can be written by others, and is not used: delete it, and evalkit starts sooner.`)
  } catch {
    // A home that cannot be written.
  }
  return undefined
}

/** Node's recursive `mkdir` never ends below a folder such as `/proc`. @param {string} path */
function makeFolder(path) {
  if (existsSync(path) || dirname(path) === path) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, 0o700)
  } catch (error) {
    if (!existsSync(path)) throw error // else another process made it
  }
}

/** As `env-paths` has it, which takes longer to load than the check. */
function userCacheFolder() {
  const home = homedir()
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'evalkit')
  if (process.platform === 'win32') return join(LOCALAPPDATA || join(home, 'AppData', 'Local'), 'evalkit', 'Cache')
  return join(XDG_CACHE_HOME || join(home, '.cache'), 'evalkit')
}

/** Path of a new enough Node that npm has put beside evalkit, if there is one. */
function bundledNode() {
  try {
    const manifest = module.createRequire(import.meta.url).resolve(`${BUNDLED}/package.json`)
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8'))
    return major(version) >= NEEDED ? join(dirname(manifest), bin.node) : undefined
  } catch {
    return undefined
  }
}

/** @param {string | undefined} node */
function runOn(node) {
  if (node === undefined) return refuse('')
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, [LAUNCHER]: String(process.pid) },
  })
  process.on('SIGINT', () => {
    // A terminal sends Ctrl-C to both of us; whoever sends it without one means the child as well.
    if (!hasTerminal()) child.kill('SIGINT')
  })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('error', (error) => refuse(` (the one at ${node} does not start: ${error.message})`))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGKILL']
  })
}

function hasTerminal() {
  if (process.platform === 'win32') return true
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

/** @param {string} detail */
function refuse(detail) {
  const remedy = isCheckout
    ? 'run "npm ci" in its folder, optional packages included'
    : `npm install ${BUNDLED}@${NEEDED}`
  console.error(
    `evalkit needs Node ${NEEDED} or newer, and this is Node ${process.versions.node}${detail}: ` +
      `install a newer one, or put one beside evalkit (${remedy}).`,
  )
  process.exitCode = 2
}

/** @param {string} version */
function major(version) {
  return Number.parseInt(version, 10)
}
