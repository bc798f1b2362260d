/**
 * How models mark their reasoning, as data. A new format is one row here; its example is its test.
 *
 * A marker written as text is matched in any case, and `*` in it stands for up to 30 characters of a name. Tags may have
 * attributes, and may be escaped (`&lt;think&gt;`). A regular expression is for what text cannot say.
 */

export type Marker = string | RegExp

export interface ReasoningFormat {
  readonly open: Marker | readonly Marker[]
  readonly close: Marker | readonly Marker[]
  /** What these models put around the answer. */
  readonly frame?: readonly [open: string, close: string]
  readonly models: string
  /** A whole reply whose reasoning says 17 and whose answer says 18. */
  readonly example: string
  /**
   * `anywhere`: the marker is a token or a tag, found wherever a line or a sentence begins.
   * `start`: it is made of plain words, so it counts as the first thing in the reply only.
   * `outline`: plain words that others use as a heading, too. Where such reasoning never ends, the reply has stopped
   * by itself all the same, it was an outline, and the reply is read whole.
   */
  readonly place: 'anywhere' | 'start' | 'outline'
}

const ANSWER = ['<answer>', '</answer>'] as const

export const REASONING_FORMATS: readonly ReasoningFormat[] = [
  {
    open: ['<think>', '<thinking>'],
    close: ['</think>', '</thinking>'],
    frame: ANSWER,
    models: 'DeepSeek R1, Qwen3, QwQ, GLM, Hunyuan, Nemotron, SmolLM3, Phi-4 reasoning, MiMo, Magistral of 2025-06, …',
    example: '<think>\n17?\n</think>\n<answer>18</answer>',
    place: 'anywhere',
  },
  {
    open: ['<think>', '<thinking>'],
    close: ['</think>', '</thinking>'],
    frame: ['<response>', '</response>'],
    models: 'ERNIE 4.5 and 5, Granite 3.3',
    example: '<think>17?</think>\n\n<response>\n18\n</response>',
    place: 'anywhere',
  },
  {
    open: ['<*think>', '<*thinking>'],
    close: ['</*think>', '</*thinking>'],
    models: 'Seed-OSS (`<seed:think>`), MiniMax (`<mm:think>`), LongCat (`<longcat_think>`), tags of one checkpoint',
    example: '<seed:think>17? <seed:cot_budget_reflect>512 tokens</seed:cot_budget_reflect></seed:think>18',
    place: 'anywhere',
  },
  {
    open: ['<thought>', '<thoughts>'],
    close: ['</thought>', '</thoughts>'],
    frame: ['<output>', '</output>'],
    models: 'EXAONE Deep, Marco-o1, Gemini through its OpenAI-compatible API',
    example: '<Thought>\n17?\n</Thought>\n<Output>\n18\n</Output>',
    place: 'anywhere',
  },
  {
    open: ['<reasoning>', '<reason>', '<rationale>'],
    close: ['</reasoning>', '</reason>', '</rationale>'],
    frame: ['<conclusion>', '</conclusion>'],
    models: 'Reka Flash 3, LLaVA-CoT, fine-tunes by GRPO recipes',
    example: '<reasoning>\n17?\n</reasoning>\n<answer>\n18\n</answer>',
    place: 'anywhere',
  },
  {
    open: ['<*scratchpad>', '<scratchpad>', '<scratch_pad>'],
    close: ['</*scratchpad>', '</scratchpad>', '</scratch_pad>'],
    models: 'fine-tunes on scratchpads, such as Hermes with `<REASONING_SCRATCHPAD>`',
    example: '<REASONING_SCRATCHPAD>17?</REASONING_SCRATCHPAD>18',
    place: 'anywhere',
  },
  {
    open: '<reflection>',
    close: '</reflection>',
    frame: ['<output>', '</output>'],
    models: 'Reflection and its kin',
    example: '<reflection>17?</reflection><output>18</output>',
    place: 'anywhere',
  },
  {
    open: ['<analysis>', '<inner_monologue>', '<monologue>', '<inner_thoughts>', '<deliberation>', '<cot>'],
    close: ['</analysis>', '</inner_monologue>', '</monologue>', '</inner_thoughts>', '</deliberation>', '</cot>'],
    models: 'fine-tunes, and prompts that ask for tags',
    example: '<analysis>17?</analysis>18',
    place: 'anywhere',
  },
  {
    open: [
      '<internal_thoughts>',
      '<inner_thought>',
      '<chain_of_thought>',
      '<thought_process>',
      '<thinking_process>',
      '<reasoning_process>',
    ],
    close: [
      '</internal_thoughts>',
      '</inner_thought>',
      '</chain_of_thought>',
      '</thought_process>',
      '</thinking_process>',
      '</reasoning_process>',
    ],
    models: 'fine-tunes with names of their own for it',
    example: '<internal_thoughts>17?</internal_thoughts>18',
    place: 'anywhere',
  },
  {
    open: ['<start_working_out>', '<begin_of_thought>', '<reasoning_start>', '<thinking_start>'],
    close: ['<end_working_out>', '<end_of_thought>', '<reasoning_end>', '<thinking_end>'],
    models: 'fine-tunes by GRPO recipes, with tags that do not close by a slash',
    example: '<start_working_out>17?<end_working_out><SOLUTION>18</SOLUTION>',
    place: 'anywhere',
  },
  {
    open: ['[THINK]', '[THINKING]', '[REASONING]'],
    close: ['[/THINK]', '[/THINKING]', '[/REASONING]'],
    models: 'Magistral since 2025-07, Ministral 3',
    example: '[THINK]17?[/THINK]18',
    place: 'anywhere',
  },
  {
    open: '◁think▷',
    close: '◁/think▷',
    models: 'Kimi-VL, Kimi K1.5',
    example: '◁think▷17?◁/think▷18',
    place: 'anywhere',
  },
  {
    open: '<|begin_of_thought|>',
    close: '<|end_of_thought|>',
    frame: ['<|begin_of_solution|>', '<|end_of_solution|>'],
    models: 'Sky-T1, OpenThinker, Bespoke-Stratos',
    example: '<|begin_of_thought|>\n17?\n<|end_of_thought|>\n\n<|begin_of_solution|>\n18\n<|end_of_solution|>',
    place: 'anywhere',
  },
  {
    open: ['<|channel|>analysis', '<|channel|>commentary'],
    close: /<\|channel\|>final[^<\n]{0,40}(?:<\|constrain\|>\w{0,20})?<\|message\|>/,
    models: 'gpt-oss, where a server shows its harmony channels as they are',
    example: '<|channel|>analysis<|message|>17?<|end|><|start|>assistant<|channel|>final<|message|>18<|return|>',
    place: 'anywhere',
  },
  {
    // Only a word that is glued to the next: `analysisWe need`. `analysis of the case` is prose.
    open: /(?:assistant)?analysis(?=[<A-Z\d\\$*"'([#]|[^\s\p{ASCII}]|\s*\n)/u,
    close: /assistant\s?(?:channel)?final(?:message)?/,
    models: 'gpt-oss, where a server drops the tokens of its channels',
    example: 'analysis17? No.assistantfinal18',
    place: 'start',
  },
  {
    open: ['<|channel>thought', '<unused94>thought', '<unused94>'],
    close: ['<channel|>', '<unused95>'],
    models: 'Gemma 4, MedGemma',
    example: '<|channel>thought\n17?<channel|>18',
    place: 'anywhere',
  },
  {
    open: '<|START_THINKING|>',
    close: '<|END_THINKING|>',
    frame: ['<|START_RESPONSE|>', '<|END_RESPONSE|>'],
    models: 'Command A Reasoning, Command R7B',
    example: '<|START_THINKING|>17?<|END_THINKING|><|START_RESPONSE|>18<|END_RESPONSE|>',
    place: 'anywhere',
  },
  {
    open: ['<|think|>', '<|thinking|>', '<|thought|>', '<|reasoning|>', '<|start_think|>', '<|begin_of_thinking|>'],
    close: [
      '<|/think|>',
      '<|/thinking|>',
      '<|/thought|>',
      '<|/reasoning|>',
      '<|end_think|>',
      '<|end_of_thinking|>',
      // Solar Open ends the message, and begins another.
      /<\|end\|>\s*<\|begin\|>assistant/,
    ],
    frame: ['<|content|>', '<|flush|>'],
    models: 'Solar Open, fine-tunes with tokens of their own',
    example: '<|think|>17?<|end|><|begin|>assistant<|content|>18<|flush|>',
    place: 'anywhere',
  },
  {
    open: '<|inner_prefix|>',
    close: '<|inner_suffix|>',
    models: 'Apertus',
    example: '<|inner_prefix|>17?<|inner_suffix|>18',
    place: 'anywhere',
  },
  {
    open: /<details\b[^<>]{0,200}(?:\btype=["']?(?:reasoning|thinking|think)\b[^<>]{0,200}>|>\s{0,8}<summary>[^<\w]{0,8}(?:thinking|thought|reasoning|chain of thought)\b)/i,
    close: /<\/details>/i,
    models: 'any, through Open WebUI',
    example: '<details type="reasoning" done="true">\n<summary>Thought for 3 seconds</summary>\n17?\n</details>\n18',
    place: 'start',
  },
  {
    open: /(?:`{3,}|~{3,})[ \t]*(?:think|thinking|thoughts?|reasoning)[ \t]*\n/i,
    close: /^[ \t]*(?:`{3,}|~{3,})[ \t]*$/m,
    models: 'fine-tunes that put their reasoning in a fence',
    example: '```thinking\n17?\n```\n18',
    place: 'start',
  },
  {
    open: /Here(?:['’]s| is) my (?:thought|thinking|reasoning) process:?/i,
    close: /Here(?:['’]s| is) my (?:final )?(?:response|answer):?/i,
    models: 'Granite 3.2',
    example: 'Here is my thought process:\n17?\nHere is my response:\n18',
    place: 'outline',
  },
  {
    open: /Here are my reasoning steps:?/i,
    close: /(?=\[BEGIN FINAL RESPONSE\])/i,
    frame: ['[BEGIN FINAL RESPONSE]', '[END FINAL RESPONSE]'],
    models: 'Apriel 1.5 Thinker',
    example: 'Here are my reasoning steps:\n17?\n[BEGIN FINAL RESPONSE]\n18\n[END FINAL RESPONSE]',
    place: 'start',
  },
  {
    open: /Thinking(?:\.\.\.|…)[ \t]*\n/,
    close: /^(?:\.\.\.|…)done thinking\.?/m,
    models: 'any, as the Ollama command line prints it',
    example: 'Thinking...\n17?\n...done thinking.\n\n18',
    place: 'outline',
  },
  {
    open: /#{1,6}[ \t]*\**(?:my )?(?:thinking|thought process|thoughts)(?: process)?\**:?\**[ \t]*\n/i,
    close: /^#{1,6}[ \t]*\**(?:final |my )?(?:(?:response|output|reply)\b\**:?\**|(?=(?:answer|solution)\b))/im,
    models: 'HuatuoGPT-o1 (`## Thinking`, `## Final Response`)',
    example: '## Thinking\n\n17?\n\n## Final Response\n\n18',
    place: 'outline',
  },
  {
    open: /\*\*(?:my )?(?:thinking|thought process|thoughts)(?: process)?(?::\*\*|\*\*:?)[ \t]*\n/i,
    close:
      /^(?:\*\*(?:final |my )?(?:response|output|reply)(?::\*\*|\*\*:?)|(?=\*\*(?:final |my )?(?:answer|solution)\b))/im,
    models: 'fine-tunes that write headings in bold',
    example: '**Thinking:**\n17?\n\n**Response:**\n18',
    place: 'outline',
  },
  {
    open: /(?:thinking(?: process)?|thought process|internal monologue):/i,
    close: /^(?:(?:final |my )?(?:response|output|reply):|(?=(?:final |my )?answer:))/im,
    models: 'Qwen3.5 and others whose opening tag is in the prompt, and words after it',
    example: 'Thinking Process: 17?\n\nResponse: 18',
    place: 'outline',
  },
]

/** Around the answer, whatever the reasoning looks like. */
export const ANSWER_FRAMES: readonly (readonly [open: string, close: string])[] = [
  ...new Map(
    [
      ...REASONING_FORMATS.flatMap(({ frame }) => (frame === undefined ? [] : [frame])),
      ['<solution>', '</solution>'] as const,
      ['<final>', '</final>'] as const,
      ['<final_answer>', '</final_answer>'] as const,
      ['<final_response>', '</final_response>'] as const,
      ['<|START_TEXT|>', '<|END_TEXT|>'] as const,
      ['<|begin_of_box|>', '<|end_of_box|>'] as const,
    ].map((frame) => [frame[0], frame] as const),
  ).values(),
]
