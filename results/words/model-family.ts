/** Judges rate answers in their own manner of speaking higher, so it matters where a model comes from. */

/** What the names of a family's models have in common. Fine-tunes keep the name of what they are made from. */
const FAMILIES: Readonly<Record<string, RegExp>> = {
  GPT: /gpt|(?:^|[/-])o[1-9](?:-|$)/,
  Claude: /claude/,
  Google: /gemini|gemma/,
  Qwen: /qwen|qwq|qvq/,
  DeepSeek: /deepseek/,
  Llama: /llama/,
  Mistral: /mistral|mixtral|ministral|magistral/,
  GLM: /glm/,
  Yi: /(?:^|[/-])yi-/,
  Phi: /(?:^|[/-])phi-?\d/,
  Kimi: /kimi|moonlight/,
  OLMo: /olmo/,
  InternLM: /internlm/,
  Baichuan: /baichuan/,
  MiniCPM: /minicpm/,
}

/** @returns the family that both names point to; a distilled model has two */
export function commonFamily(first: string, second: string): string | undefined {
  const [one, other] = [first.toLowerCase(), second.toLowerCase()]
  return Object.entries(FAMILIES).find(([, names]) => names.test(one) && names.test(other))?.[0]
}
