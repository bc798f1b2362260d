/** Presets of OpenAI-compatible providers: base URL and key variable. */

export interface Preset {
  /** Base URL without a trailing slash. */
  readonly url: string
  /** Variable with the API key; absent for providers that run locally. */
  readonly keyVariable?: string
  /** Variable that overrides the base URL. */
  readonly urlVariable?: string
  /** Whether its list of models is incomplete, so that an unlisted name may be valid. */
  readonly listsSome?: true
}

export const PRESETS: Readonly<Record<string, Preset>> = {
  openai: { url: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY', urlVariable: 'OPENAI_BASE_URL' },

  vllm: { url: 'http://localhost:8000/v1' },
  sglang: { url: 'http://localhost:30000/v1' },
  llamacpp: { url: 'http://localhost:8080/v1' },
  ollama: { url: 'http://localhost:11434/v1' },
  lmstudio: { url: 'http://localhost:1234/v1' },

  deepseek: { url: 'https://api.deepseek.com/v1', keyVariable: 'DEEPSEEK_API_KEY' },
  fireworks: { url: 'https://api.fireworks.ai/inference/v1', keyVariable: 'FIREWORKS_API_KEY', listsSome: true },
  groq: { url: 'https://api.groq.com/openai/v1', keyVariable: 'GROQ_API_KEY' },
  mistral: { url: 'https://api.mistral.ai/v1', keyVariable: 'MISTRAL_API_KEY' },
  openrouter: { url: 'https://openrouter.ai/api/v1', keyVariable: 'OPENROUTER_API_KEY', listsSome: true },
  together: { url: 'https://api.together.xyz/v1', keyVariable: 'TOGETHER_API_KEY', listsSome: true },
}
