/** What servers print before they end, and what to do about it. */

export interface Symptom {
  readonly name: string
  /** Matched against single lines. */
  readonly pattern: RegExp
  readonly hint: string
  readonly isTransient?: true
  readonly isPortTaken?: true
}

export const FEWER_TOKENS =
  'Shorten its context (vLLM: --max-model-len, SGLang: --context-length, llama-server: -c), as in --serve "vllm --max-model-len 8192".'

/**
 * Each with the words of the servers that say so. Earlier ones win: what a death is called last, such as "engine core initialization
 * failed", is said of every cause.
 */
export const SYMPTOMS: readonly Symptom[] = [
  {
    name: 'the port is taken',
    // uvicorn; llama-server; Rust
    pattern: /address already in use|errno 98\b|couldn't bind (?:HTTP )?server socket|EADDRINUSE/i,
    hint: 'Run the command again: evalkit picks another port.',
    isTransient: true,
    isPortTaken: true,
  },
  {
    name: 'no GPU can be used',
    // torch; vLLM; the CUDA runtime
    pattern:
      /no CUDA GPUs are available|invalid device ordinal|no CUDA-capable device|found no NVIDIA driver|failed to infer device type|not compiled with CUDA|no HIP GPUs are available|invalid device (?:index|id)|invalid device: /i,
    hint: 'Is CUDA_VISIBLE_DEVICES right? nvidia-smi -L lists the GPUs of this machine. A server for CPUs: llama-server with a GGUF file.',
  },
  {
    name: 'the context does not fit into the memory left for the KV cache',
    // vLLM; SGLang
    pattern:
      /max(?:imum)? (?:seq(?:uence)?|model) len(?:gth)? .*(?:larger|greater) than .*KV cache|no available memory for the cache blocks|KV cache is needed, which is larger|not enough memory.*mem-fraction-static/i,
    hint: `${FEWER_TOKENS} Or leave it more memory: --gpu-memory-utilization, --mem-fraction-static.`,
    isTransient: true,
  },
  {
    name: 'the GPU is in use by something else',
    // vLLM
    pattern: /free memory on device .*(?:is )?less than desired GPU memory utilization/i,
    hint: 'See with nvidia-smi what else uses it; choose another with CUDA_VISIBLE_DEVICES, or lower --gpu-memory-utilization.',
    isTransient: true,
  },
  {
    name: 'out of memory',
    // torch; CUDA; llama.cpp; Python; C++; TGI
    pattern:
      /out of memory|OutOfMemoryError|cudaMalloc failed|failed to allocate .*buffer|unable to allocate .*buffer|std::bad_alloc|MemoryError|cannot allocate memory|not enough memory/i,
    hint: `${FEWER_TOKENS} Or spread it over several GPUs (--tensor-parallel-size), or serve a quantized model.`,
    isTransient: true,
  },
  {
    name: 'no space left on a disk or in shared memory',
    pattern: /no space left on device|ENOSPC|bus error/i,
    hint: 'Free some space; in a container, give it more shared memory (--shm-size).',
    isTransient: true,
  },
  {
    name: 'the server does not know this architecture',
    // vLLM, SGLang; transformers; llama.cpp; TGI
    pattern:
      /model architectures? .*(?:not supported|failed to be inspected|unsupported)|does not recognize this architecture|unknown model architecture|unsupported model type|unrecognized model in|unknown architecture/i,
    hint: 'Update the server and the transformers library that it uses, or serve the checkpoint with another server.',
  },
  {
    name: 'the checkpoint brings code of its own',
    // transformers; vLLM prints trust_remote_code=False among its settings
    pattern: /trust[_-]remote[_-]code=True|execute the (?:configuration|modeling) file|contains custom code/i,
    hint: 'If you trust it, add the flag: --serve "vllm --trust-remote-code".',
  },
  {
    name: 'the rank of an adapter is too high',
    // vLLM
    pattern:
      /rank .*(?:greater|larger|higher) than .*max[_-]lora[_-]rank|max[_-]lora[_-]rank.*(?:must be|should be|not in|invalid choice)/i,
    hint: 'Merge the adapter into its base, and serve the result.',
  },
  {
    name: 'the adapter has more than LoRA layers',
    // vLLM
    pattern: /(?:only supports|supports only|does not (?:yet )?support) .*(?:modules_to_save|DoRA|bias)/i,
    hint: 'Merge the adapter into its base (merge_and_unload), and serve the result.',
  },
  {
    name: 'the adapter does not fit the base',
    // vLLM; llama.cpp; torch
    pattern:
      /unexpected modules? in .*lora|expected target modules? in|failed to (?:load|apply) lora adapter|lora.*(?:does not exist|mismatch|wrong shape|incorrect shape)|size mismatch for .*lora/i,
    hint: 'Is this the base that it was trained on? Name the right one with --adapter-base.',
  },
  {
    name: 'the weights are damaged or incomplete',
    // safetensors; llama.cpp
    pattern:
      /HeaderTooLarge|InvalidHeader|MetadataIncompleteBuffer|incomplete metadata|error while deserializing header|invalid magic|corrupted or incomplete|is not within the file bounds|size mismatch for/i,
    hint: 'Copy the checkpoint again, or wait until the trainer has finished writing it.',
  },
  {
    name: 'the tokenizer cannot be loaded',
    pattern:
      /can'?t load (?:the )?tokenizer|couldn'?t instantiate the backend tokenizer|unable to load vocabulary|tokenizer class .* does not exist|cannot find tokenizer|no tokenizer (?:file|found)/i,
    hint: 'Save the tokenizer into the checkpoint (tokenizer.save_pretrained), or name it: --serve "vllm --tokenizer PATH".',
  },
  {
    name: 'the GPU does not support this number format',
    pattern: /only supported on GPUs with compute capability/i,
    hint: 'Use another one: --serve "vllm --dtype half".',
  },
  {
    name: 'the number of GPUs does not divide the model',
    pattern: /divisible by (?:the )?(?:tensor|number of (?:GPUs|shards)|world size|tp)/i,
    hint: 'Choose another --tensor-parallel-size in --serve.',
  },
  {
    name: 'it does not know one of its flags',
    // argparse, clap, typer, llama.cpp
    pattern:
      /unrecognized arguments?|unexpected argument|no such option|invalid argument:|unknown argument|unknown option/i,
    hint: 'Correct --serve; the flags depend on the version of the server.',
  },
  {
    name: 'a Python module is missing',
    pattern: /(?:ModuleNotFoundError|ImportError): |: No module named /,
    hint: 'Activate the environment in which the server is installed.',
  },
  {
    name: 'a shared library is missing',
    pattern: /error while loading shared libraries|cannot open shared object file|library not loaded/i,
    hint: 'Install it, or name its folder: --serve "LD_LIBRARY_PATH=DIR llama-server".',
  },
  {
    name: 'something has to be downloaded, and cannot be',
    pattern:
      /couldn'?t connect to .*huggingface|offline mode|is not a local folder and is not a valid model identifier|401 client error|gated repo|repository not found|max retries exceeded/i,
    hint: 'Download it first (hf download NAME), and name the folder; a gated model requires HF_TOKEN.',
    isTransient: true,
  },
  {
    name: 'something may not be read or written',
    pattern: /permission denied|EACCES|read-only file system/i,
    hint: 'See its log for the file.',
  },
  {
    name: 'the model could not be loaded',
    pattern: /failed to load model|error loading model/i,
    hint: 'See its log.',
  },
]
