/**
 * Loads node-llama-cpp, without its log output, builds or downloads.
 *
 * It is an optional peer dependency, imported when the first GGUF model is opened.
 */

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Llama, LlamaModel, LlamaModelOptions } from 'node-llama-cpp'
import { UsageError } from '../../../results/errors.ts'
import { cacheFolder } from '../../lib/cache-folder.ts'

/** The version evalkit is tested with, as in the peer dependencies of package.json. */
export const VERSION = '3.22.1'

export type LlamaCpp = typeof import('node-llama-cpp')

/** Where the printed command installs it. The same folder serves a clone, a project, a global installation and npx. */
const ownFolder = (): string => join(cacheFolder(), `node-llama-cpp-${VERSION}`)

/**
 * @param folder searched first, before the packages installed with evalkit
 * @throws an error with the code ERR_MODULE_NOT_FOUND where there is neither
 */
export async function importLlamaCpp(folder = ownFolder()): Promise<LlamaCpp> {
  const entry = join(folder, 'node_modules/node-llama-cpp/dist/index.js')
  return import(pathToFileURL(entry).href).catch((error) => {
    if (!isMissing(error)) throw error
    return import('node-llama-cpp')
  })
}

/** Hint for machines where llama.cpp cannot be loaded into this process. */
const SERVE_IT =
  'Or serve the file with llama.cpp or Ollama and name the server: llamacpp/MODEL@http://localhost:8080/v1.'

/** The CPU build of llama.cpp for each platform. Apple's only build is the one with Metal. */
const BUILDS: Readonly<Record<string, string>> = {
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'linux-arm': 'linux-armv7l',
  'linux-arm64': 'linux-arm64',
  'linux-riscv64': 'linux-riscv64',
  'linux-x64': 'linux-x64',
  'win32-arm64': 'win-arm64',
  'win32-x64': 'win-x64',
}

/**
 * The install command with the smallest download: the CPU build only, because the builds for NVIDIA and Vulkan take about 600 MB and
 * are never loaded.
 *
 * It installs into a folder of evalkit's own. In a project, `--omit=optional` would remove all optional packages, including evalkit's
 * sandbox.
 */
export function installCommand(platform: string, arch: string, folder = ownFolder()): string {
  const build = BUILDS[`${platform}-${arch}`]
  const names = ['node-llama-cpp', ...(build === undefined ? [] : [`@node-llama-cpp/${build}`])]
  const packages = names.map((name) => `${name}@${VERSION}`).join(' ')
  return `npm install --prefix "${folder}" --omit=optional --ignore-scripts ${packages}`
}

/**
 * @throws UsageError when node-llama-cpp is missing or has no build for this machine, or when llama.cpp refuses the file:
 *   cut short, of an unknown architecture, too large for the memory
 */
export async function loadModel(
  path: string,
  options: Omit<LlamaModelOptions, 'modelPath'>,
  importLibrary: () => Promise<LlamaCpp>,
): Promise<LlamaModel> {
  const { llama, complaints } = await startLlama(importLibrary)
  complaints.length = 0
  try {
    return await llama.loadModel({ ...options, modelPath: path })
  } catch (error) {
    await setTimeout(50) // llama.cpp's log messages arrive shortly after the failure
    throw new UsageError(`${path}: llama.cpp cannot load it: ${reason(complaints, error as Error)}`, {
      hint: 'If it was downloaded or copied, compare its size and sha256 with the original’s. A file that llama.cpp itself cannot run cannot run here.',
      cause: error,
    })
  }
}

interface Runtime {
  readonly llama: Llama
  /** llama.cpp's log messages about its last failure. */
  readonly complaints: string[]
}

/** The library, shared by all models and never disposed: it holds no weights, and after a failed load `dispose` would hang. */
let runtime: Promise<Runtime> | undefined

async function startLlama(importLibrary: () => Promise<LlamaCpp>): Promise<Runtime> {
  const library = await importLibrary().catch((error) => {
    throw isMissing(error) ? missingLibrary(error) : error
  })
  runtime ??= start(library)
  return runtime
}

async function start(library: LlamaCpp): Promise<Runtime> {
  const complaints: string[] = []
  try {
    const llama = await library.getLlama({
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      // The only build for macOS uses Metal.
      gpu: process.platform === 'darwin' && process.arch === 'arm64' ? 'metal' : false,
      // The default of at least four threads is slow on two cores.
      maxThreads: availableParallelism(),
      logLevel: library.LlamaLogLevel.error,
      logger: (_level, message) => complaints.push(message),
    })
    return { llama, complaints }
  } catch (error) {
    if (!(error instanceof library.NoBinaryFoundError)) throw error
    throw new UsageError(`node-llama-cpp has no build of llama.cpp for ${process.platform}-${process.arch}`, {
      hint: `Install it: ${installCommand(process.platform, process.arch)}. ${SERVE_IT}`,
      cause: error,
    })
  }
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('node-llama-cpp')
}

function missingLibrary(cause: Error): UsageError {
  return new UsageError('GGUF models require node-llama-cpp, which is not installed', {
    hint: `Install it: ${installCommand(process.platform, process.arch)}. ${SERVE_IT}`,
    cause,
  })
}

/** Strips the prefix: `llama_model_load: error loading model: unknown model architecture: 'x'` → `unknown model architecture: 'x'`. */
function reason(complaints: readonly string[], error: Error): string {
  const complaint = complaints.findLast((line) => line.includes('error loading model: ')) ?? complaints[0]
  return complaint?.replace(/^.*error loading model: /, '').trim() ?? error.message
}
