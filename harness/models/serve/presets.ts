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

/** How requests name an adapter: the model's name, and fields added to the body. */
export interface AdapterRequest {
  readonly model: string
  readonly body?: Readonly<Record<string, unknown>>
}

export interface ServePreset {
  /** Programs that may have it, in the order in which they are looked for. */
  readonly programs: readonly string[]
  arguments(served: Served): string[]
  /** Flags that evalkit sets, in all their spellings. */
  readonly own: readonly string[]
  /** Format of the weights. */
  readonly reads: readonly ('safetensors' | 'gguf')[]
  /** Whether requests use the path of the weights as the name of the model. */
  readonly isNamedByPath?: true
  /** Absent: it serves no adapters. */
  readonly adapter?: (served: Pick<Served, 'name' | 'adapters'>, adapter: ServedAdapter) => AdapterRequest
  /** Format of adapters, if it is not that of the weights. */
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
    adapter: (_, { name }) => ({ model: name }),
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
    adapter: ({ name }, adapter) => ({ model: name, body: { lora_path: adapter.name } }),
    install: 'pip install "sglang[all]"',
  },
  'llama-server': {
    programs: ['llama-server'],
    arguments: ({ checkpoint, port, name, adapters }) => [
      ...['-m', checkpoint, '--host', HOST, '--port', String(port), '--alias', name],
      ...adapters.flatMap(({ path }) => ['--lora', path]),
      ...(adapters.length > 0 ? ['--lora-init-without-apply'] : []),
    ],
    own: ['--host', '--port', '--alias', '-a', '-m', '--model', '--lora', '--lora-scaled', '--lora-init-without-apply'],
    reads: ['gguf'],
    // An adapter that a request does not name has the scale 0.
    adapter: ({ name, adapters }, adapter) => ({
      model: name,
      body: { lora: [{ id: adapters.findIndex((one) => one.name === adapter.name), scale: 1 }] },
    }),
    install: 'from https://github.com/ggml-org/llama.cpp/releases',
  },
  transformers: {
    programs: ['transformers'],
    arguments: ({ checkpoint, port }) => ['serve', checkpoint, '--host', HOST, '--port', String(port)],
    own: ['--host', '--port'],
    reads: ['safetensors'],
    isNamedByPath: true,
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
    install: 'from its container image, ghcr.io/huggingface/text-generation-inference',
  },
}

/** @returns the smallest rank vLLM accepts that is no less than `rank` */
const vllmRank = (rank: number) => VLLM_RANKS.find((accepted) => accepted >= rank) ?? rank
