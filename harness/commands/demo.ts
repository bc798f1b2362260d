/** `evalkit demo`: a complete comparison with real models on this machine, without API key or server. */

import { bundledFile } from '../../benchmarks/bundled.ts'
import { protocolNamed } from '../../benchmarks/index.ts'
import { wordproblems } from '../../benchmarks/wordproblems.ts'
import { EXIT, type ExitCode } from '../../results/errors.ts'
import { line, visible } from '../../results/visible.ts'
import { endWith } from '../lib/failure.ts'
import { asInvoked } from '../lib/invocation.ts'
import { note, print } from '../lib/terminal.ts'
import { parseModelSpec } from '../models/spec.ts'
import type { ArgumentsOf } from '../options/command.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import { findLocations } from '../options/settings.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { runSession } from '../runs/session.ts'
import type { command } from './declarations/demo.ts'

/** Models trained for this project: a base model trained from scratch, and two fine-tunes of it. */
const MODELS = [
  { label: 'base', file: 'tiny-base.gguf', isBaseline: true },
  { label: 'sft-direct', file: 'tiny-sft-direct.gguf', isBaseline: false },
  { label: 'sft-think', file: 'tiny-sft-think.gguf', isBaseline: false },
]

const NEXT = `You saw a tiny base model and two fine-tunes of it, one trained on step-by-step answers and one on answers after a
summary of the reasoning. They solved 200 word problems that none of them had seen in training, and can do nothing else.

To run your own models on any OpenAI-compatible server (vLLM, SGLang, llama.cpp, Ollama, …):

  evalkit run gsm8k --baseline base=vllm/YOUR-BASE@http://localhost:8000/v1 \\
    --model sft=vllm/YOUR-SFT@http://localhost:8001/v1 --limit 100`

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  note('Running three tiny models on 200 word problems each, on this machine. This takes less than a minute.', '')
  const session = await runSession({
    benchmarks: [{ benchmark: wordproblems, ...protocolNamed(wordproblems, undefined) }],
    modelChoices: MODELS.map(modelChoice),
    locations: await findLocations(args),
    generation: {},
    selection: args.limit === undefined ? {} : { limit: args.limit },
    throttle: {},
  })
  const { failure } = session
  await presentRuns(session.runs, {
    json: args.json === true,
    baseline: { label: 'base' },
    ...(failure !== undefined && { failure }),
  })
  if (failure !== undefined) return endWith(failure)
  if (args.json !== true) {
    const [, direct] = session.runs
    print(asInvoked(line`\nTo look at one sample:  evalkit show ${direct?.folder ?? 'RUN'} 3\n`))
    print(asInvoked(visible(NEXT)))
  }
  return EXIT.ok
}

function modelChoice({ label, file, isBaseline }: (typeof MODELS)[number]): ModelChoice {
  const text = `${label}=gguf/${bundledFile(`wordproblems/${file}`)}`
  return { spec: parseModelSpec(text), text, isBaseline, generation: {} }
}
