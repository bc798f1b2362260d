/**
 * Loads node-llama-cpp, without its log output, builds or downloads.
 *
 * It is an optional peer dependency, imported when the first GGUF model is opened.
 */

import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { Llama, LlamaModel, LlamaModelOptions } from 'node-llama-cpp'
import { UsageError } from '../../../results/errors.ts'

/** The version evalkit is tested with, as in the peer dependencies of package.json. */
export const LIBRARY = 'node-llama-cpp@3.22.1'

export type LlamaCpp = typeof import('node-llama-cpp')

export const importLlamaCpp = (): Promise<LlamaCpp> => import('node-llama-cpp')

/** Hint for machines where llama.cpp cannot be loaded into this process. */
const SERVE_IT =
  'Or serve the file with llama.cpp or Ollama and name the server: llamacpp/MODEL@http://localhost:8080/v1.'

/** Builds for NVIDIA and Vulkan that npm would install: about 600 MB that are never loaded, since models run on the CPU. */
const GPU_BUILDS: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['linux-x64-cuda', 'linux-x64-cuda-ext', 'linux-x64-vulkan'],
  'win32-x64': ['win-x64-cuda', 'win-x64-cuda-ext', 'win-x64-vulkan'],
}

/**
 * The install command with the smallest download, for a project that has evalkit in its package.json.
 *
 * `--omit=optional` would be shorter, but removes all optional packages of the project, including evalkit's sandbox.
 */
export function installCommand(platform: string, arch: string): string {
  const left = (GPU_BUILDS[`${platform}-${arch}`] ?? []).map(
    (build) => `"overrides.@node-llama-cpp/${build}=npm:empty-npm-package@1.0.0"`,
  )
  const trim = left.length > 0 ? `npm pkg set ${left.join(' ')} && ` : ''
  return `${trim}npm install --save-exact --ignore-scripts ${LIBRARY}`
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
    throw new UsageError(`${LIBRARY} has no build of llama.cpp for ${process.platform}-${process.arch} installed`, {
      hint: `Install it again: ${installCommand(process.platform, process.arch)}. ${SERVE_IT}`,
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
