import type { Generation } from '../results/schema/schema.ts'

/**
 * How the protocols named `gate` draw replies. Repeats average luck out only where replies vary, so a gate that asks several
 * times must sample.
 *
 * Temperature 0.6 and top-p 0.95 are what the makers of most open models recommend for their own (DeepSeek-R1 and its
 * distillations, Qwen3 with reasoning) and what their published averages over samples use; Llama 3 ships 0.6 with top-p 0.9.
 * `--temperature` and `--top-p` replace them where a model's card says otherwise.
 */
export const GATE_SAMPLING = { temperature: 0.6, topP: 0.95 } as const satisfies Generation

/** Last words of such a protocol's description. */
export const GATE_WORDS = 'sampled at temperature 0.6, top-p 0.95, for gates that ask several times'
