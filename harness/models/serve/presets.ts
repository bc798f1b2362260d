/** The servers that evalkit knows how to start. */

/** What a command line is made of. */
export interface Served {
  /** Absolute path of the weights; of an adapter's base. */
  readonly checkpoint: string
  readonly port: number | string
  /** Name that requests use for these weights. */
  readonly name: string
  readonly adapters: readonly ServedAdapter[]
  /** A further free port. */
  readonly otherPort: number | string
}

export interface ServedAdapter {
  readonly name: string
  readonly path: string
  readonly rank: number
}

/** How requests name an adapter, or the base beside adapters: the model's name, and fields added to the body. */
export interface WeightsRequest {
  readonly model: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** A request outside of the model's API. */
export interface AdapterRequest {
  readonly path: string
  readonly body: object
}

export interface ServePreset {
  /** Programs that may have it, in the order in which they are looked for. */
  readonly programs: readonly string[]
  arguments(served: Served): string[]
  /** Flags that evalkit sets, in all their spellings. */
  readonly own: readonly string[]
  /** Flags that name a chat template, of a server that takes any other one where the weights bring none. */
  readonly templateFlags?: readonly string[]
  /** Format of the weights. */
  readonly reads: readonly ('safetensors' | 'gguf')[]
  /** Whether requests use the path of the weights as the name of the model. */
  readonly isNamedByPath?: true
  /**
   * How requests to a server with adapters name one of them, or the base. Absent: it serves no adapters.
   *
   * @param adapter undefined: the base
   */
  readonly ask?: (served: Pick<Served, 'name' | 'adapters'>, adapter: ServedAdapter | undefined) => WeightsRequest
  /** How a server that was started with adapters takes another one, and lets go of one. Absent: it has to be started again. */
  readonly atRuntime?: Readonly<Record<'load' | 'unload', (adapter: ServedAdapter) => AdapterRequest>>
  readonly environment?: Readonly<Record<string, string>>
  /** Provider of model specs whose dialect of the API it speaks. */
  readonly provider: 'vllm' | 'sglang' | 'llamacpp'
  /** How to install it. */
  readonly install: string
}

const HOST = '127.0.0.1'

/** Ranks for which vLLM has kernels; `--max-lora-rank` must be one of them. */
const VLLM_RANKS = [8, 16, 32, 64, 128, 256, 320, 512]

/** Adapters in one batch of vLLM; further ones wait. */
const MOST_IN_BATCH = 4

const highestRank = (adapters: readonly ServedAdapter[]) => Math.max(...adapters.map(({ rank }) => rank))

export const SERVE_PRESETS: Readonly<Record<string, ServePreset>> = {
  vllm: {
    programs: ['vllm'],
    arguments: ({ checkpoint, port, name, adapters }) => [
      ...['serve', checkpoint, '--host', HOST, '--port', String(port), '--served-model-name', name],
      ...(adapters.length > 0
        ? [
            ...['--enable-lora', '--max-loras', String(Math.min(MOST_IN_BATCH, adapters.length))],
            ...['--max-lora-rank', String(vllmRank(highestRank(adapters)))],
            ...['--lora-modules', ...adapters.map((adapter) => `${adapter.name}=${adapter.path}`)],
          ]
        : []),
    ],
    own: ['--host', '--port', '--served-model-name', '--model', '--enable-lora', '--lora-modules'],
    reads: ['safetensors', 'gguf'],
    ask: ({ name }, adapter) => ({ model: adapter?.name ?? name }),
    atRuntime: atRuntime('/v1'),
    environment: { VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'True' },
    provider: 'vllm',
    install: 'pip install vllm',
  },
  sglang: {
    programs: ['python', 'python3'],
    arguments: ({ checkpoint, port, name, adapters }) => [
      ...['-m', 'sglang.launch_server', '--model-path', checkpoint, '--served-model-name', name],
      ...['--host', HOST, '--port', String(port)],
      ...(adapters.length > 0
        ? [
            ...['--lora-paths', ...adapters.map((adapter) => `${adapter.name}=${adapter.path}`)],
            // Requests to the base count as one more.
            ...['--max-loras-per-batch', String(Math.min(MOST_IN_BATCH, adapters.length) + 1)],
          ]
        : []),
    ],
    own: ['--host', '--port', '--served-model-name', '--model-path', '--model', '--lora-paths'],
    reads: ['safetensors', 'gguf'],
    ask: ({ name }, adapter) => ({ model: name, ...(adapter && { body: { lora_path: adapter.name } }) }),
    atRuntime: atRuntime(''),
    provider: 'sglang',
    install: 'pip install "sglang[all]"',
  },
  'llama-server': {
    programs: ['llama-server'],
    arguments: ({ checkpoint, port, name, adapters }) => [
      ...['-m', checkpoint, '--host', HOST, '--port', String(port), '--alias', name],
      // Given twice, the flag counts once.
      ...(adapters.length > 0 ? ['--lora', adapters.map(({ path }) => path).join(',')] : []),
    ],
    own: ['--host', '--port', '--alias', '-a', '-m', '--model', '--lora', '--lora-scaled', '--lora-init-without-apply'],
    reads: ['gguf'],
    templateFlags: ['--chat-template', '--chat-template-file'],
    // Without a list, or with an empty one, all adapters apply, --lora-init-without-apply or not.
    ask: ({ name, adapters }, adapter) => ({
      model: name,
      body: { lora: adapters.map((one, id) => ({ id, scale: one.name === adapter?.name ? 1 : 0 })) },
    }),
    provider: 'llamacpp',
    install: 'from https://github.com/ggml-org/llama.cpp/releases',
  },
  transformers: {
    programs: ['transformers'],
    arguments: ({ checkpoint, port }) => ['serve', checkpoint, '--host', HOST, '--port', String(port)],
    own: ['--host', '--port'],
    reads: ['safetensors'],
    isNamedByPath: true,
    provider: 'vllm',
    install: 'pip install "transformers[serving]" (version 5)',
  },
  tgi: {
    programs: ['text-generation-launcher'],
    arguments: ({ checkpoint, port, otherPort }) => [
      ...['--model-id', checkpoint, '--hostname', HOST, '--port', String(port)],
      // Two servers of one machine would share these.
      ...['--master-port', String(otherPort), '--shard-uds-path', `/tmp/evalkit-tgi-${port}`],
    ],
    own: ['--model-id', '--hostname', '--port', '-p', '--master-port', '--shard-uds-path'],
    reads: ['safetensors'],
    isNamedByPath: true,
    provider: 'vllm',
    install: 'from its container image, ghcr.io/huggingface/text-generation-inference',
  },
}

/** @returns undefined for a command line of the user's own */
export const presetOf = ({ preset }: { readonly preset?: string }): ServePreset | undefined =>
  preset === undefined ? undefined : SERVE_PRESETS[preset]

/** @param prefix of its paths; vLLM and SGLang have the same requests otherwise */
function atRuntime(prefix: string): NonNullable<ServePreset['atRuntime']> {
  return {
    load: ({ name, path }) => ({ path: `${prefix}/load_lora_adapter`, body: { lora_name: name, lora_path: path } }),
    unload: ({ name }) => ({ path: `${prefix}/unload_lora_adapter`, body: { lora_name: name } }),
  }
}

/** @returns the smallest rank vLLM accepts that is no less than `rank` */
const vllmRank = (rank: number) => VLLM_RANKS.find((accepted) => accepted >= rank) ?? rank
