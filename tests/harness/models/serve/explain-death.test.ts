import { describe, expect, it } from 'vitest'
import { explainDeath, explainRefusal } from '../../../../harness/models/serve/explain-death.ts'

const exited = { kind: 'exited', code: 1, signal: null } as const
const TRACEBACK = ['Traceback (most recent call last):', '  File "x.py", line 1, in <module>']
/** What vLLM prints on every start and after every failure. */
const AROUND = [
  'INFO 07-01 12:00:00 [core.py:69] Initializing a V1 LLM engine with config: trust_remote_code=False, tensor_parallel_size=1',
  'WARNING [interface.py:37] Failed to import from vllm._C with ModuleNotFoundError("No module named \'vllm._C\'")',
]
const AFTER = [
  "RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {'EngineCore_0': 1}",
]

describe('a death is explained by the log, among lines that every start prints', () => {
  it.each([
    ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.', 'out of memory', true],
    [
      'ggml_backend_cuda_buffer_type_alloc_buffer: allocating 4 MiB on device 0: cudaMalloc failed: out of memory',
      'out of memory',
      true,
    ],
    [
      'ValueError: Free memory on device (3.1/23.5 GiB) on startup is less than desired GPU memory utilization (0.9, 21.1 GiB).',
      'the GPU is in use by something else',
      true,
    ],
    [
      'ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization`',
      'the context does not fit',
      true,
    ],
    [
      "ValueError: To serve at least one request with the models's max seq len (131072), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (3.1 GiB).",
      'the context does not fit',
      true,
    ],
    [
      "ValueError: Model architectures ['NewForCausalLM'] are not supported for now. Supported architectures: …",
      'does not know this architecture',
      false,
    ],
    [
      'ValueError: The checkpoint you are trying to load has model type `new` but Transformers does not recognize this architecture.',
      'does not know this architecture',
      false,
    ],
    [
      "llama_model_load: error loading model: error loading model architecture: unknown model architecture: 'new'",
      'does not know this architecture',
      false,
    ],
    ['RuntimeError: No CUDA GPUs are available', 'no GPU can be used', false],
    ['CUDA error: invalid device ordinal', 'no GPU can be used', false],
    ['RuntimeError: Failed to infer device type', 'no GPU can be used', false],
    [
      "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
      'the port is taken',
      true,
    ],
    ["couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 8000", 'the port is taken', true],
    [
      'vllm serve: error: argument --max-lora-rank: invalid choice: 768 (choose from 1, 8)',
      'rank of an adapter',
      false,
    ],
    ['ValueError: LoRA rank 64 is greater than max_lora_rank 16.', 'rank of an adapter is too high', false],
    ['ValueError: vLLM only supports modules_to_save being None.', 'more than LoRA layers', false],
    [
      'safetensors_rust.SafetensorError: Error while deserializing header: MetadataIncompleteBuffer',
      'damaged or incomplete',
      false,
    ],
    [
      "OSError: Can't load tokenizer for '/out'. If you were trying to load it from 'https://huggingface.co/models'",
      'tokenizer cannot be loaded',
      false,
    ],
    ['vllm: error: unrecognized arguments: --max-modle-len 4', 'does not know one of its flags', false],
    ['error: invalid argument: --ctx', 'does not know one of its flags', false],
    ["ModuleNotFoundError: No module named 'sglang'", 'a Python module is missing', false],
    ['/usr/bin/python3: No module named sglang.launch_server', 'a Python module is missing', false],
    [
      'llama-server: error while loading shared libraries: libggml.so: cannot open shared object file',
      'a shared library is missing',
      false,
    ],
    ['ValueError: Bfloat16 is only supported on GPUs with compute capability of at least 8.0.', 'number format', false],
    ['Please pass the argument `trust_remote_code=True` to allow custom code to be run.', 'code of its own', false],
    ["OSError: We couldn't connect to 'https://huggingface.co' to load the files", 'has to be downloaded', true],
    ['OSError: [Errno 28] No space left on device', 'no space left', true],
    ['pydantic: 14 attention heads must be divisible by tensor parallel size (4)', 'does not divide the model', false],
  ])('%s', (line, cause, isTransient) => {
    const death = explainDeath(exited, [...AROUND, ...TRACEBACK, line, ...AFTER])
    expect(death.cause).toContain(cause)
    expect(death.cause).toContain(line.slice(0, 40))
    expect(death.isTransient).toBe(isTransient)
    expect(death.hint).toMatch(/[\w)"]\.$/)
  })
})

describe('a death without known words', () => {
  it('is told by the error in its log, not by what follows it', () =>
    expect(explainDeath(exited, ['loading', 'SomeError: wrong', 'bye']).cause).toBe(
      'it exited with code 1: "SomeError: wrong"',
    ))

  it('is told by the last line, if no line names an error, and by nothing for an empty log', () => {
    expect(explainDeath(exited, ['loading', 'bye']).cause).toBe('it exited with code 1: "bye"')
    expect(explainDeath({ ...exited, code: 3 }, []).cause).toBe('it exited with code 3')
  })

  it.each([
    { kind: 'exited', code: null, signal: 'SIGKILL' },
    { kind: 'exited', code: 137, signal: null },
  ] as const)('is for want of memory where the system killed it: %j', (end) =>
    expect(explainDeath(end, ['loading'])).toMatchObject({
      cause: expect.stringMatching(/out of memory/),
      isTransient: true,
    }),
  )

  it('is no success where it exited with 0: it may go on in the background', () =>
    expect(explainDeath({ ...exited, code: 0 }, []).cause).toMatch(
      /code 0, as a program does that goes on in the background/,
    ))

  it('names another signal', () =>
    expect(explainDeath({ kind: 'exited', code: null, signal: 'SIGSEGV' }, []).cause).toBe('it ended by SIGSEGV'))

  it('quotes no control characters, and no more than a line', () => {
    const { cause } = explainDeath(exited, [`Error: \u001b[31m${'x'.repeat(1000)}`])
    expect(cause).not.toContain('\u001b')
    expect(cause.length).toBeLessThan(300)
  })
})

describe('a server that refuses the first request', () => {
  it('or answers with a page is told by its reply', () => {
    const { cause, hint } = explainRefusal(200, '<html><title>Jupyter</title>', [])
    expect(cause).toBe('its reply to a request is no completion: "<html><title>Jupyter</title>"')
    expect(hint).toContain('OpenAI-compatible')
  })

  it.each([
    'As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template',
    'Cannot use chat template functions because tokenizer.chat_template is not set',
    'Template error: template not found',
  ])('lacks a chat template: %s', (reply) => {
    const { cause, hint } = explainRefusal(400, reply, [])
    expect(cause).toContain('has no chat template')
    expect(hint).toContain('--api completions')
  })

  it('lacks one where only its log says so', () => {
    const lines = [
      'ERROR: Exception',
      'ValueError: Cannot use chat template functions because tokenizer.chat_template is not set',
    ]
    expect(explainRefusal(500, 'Internal Server Error', lines).cause).toContain('has no chat template')
    expect(explainRefusal(500, 'Internal Server Error', ['INFO chat template: default']).cause).toContain('status 500')
    expect(explainRefusal(500, 'x', ['torch.OutOfMemoryError: CUDA out of memory']).cause).toContain('out of memory')
  })

  it('is quoted otherwise', () =>
    expect(explainRefusal(422, '{"error":"no"}', []).cause).toBe(
      'it refuses requests with status 422: "{"error":"no"}"',
    ))
})
