/** `evalkit demo`: a whole comparison with real models on this machine, without key or server. */
import { bundledFile } from '../../benchmarks/bundled.ts'
import { protocolNamed } from '../../benchmarks/index.ts'
import { wordproblems } from '../../benchmarks/wordproblems.ts'
import { EXIT } from '../../results/errors.ts'
import { defineCommand } from '../command.ts'
import type { Contestant } from '../contestants.ts'
import { endWith } from '../failure.ts'
import { parseModelSpec } from '../models/spec.ts'
import { presentRuns } from '../runs/present.ts'
import { runSession } from '../runs/session.ts'
import { findPlaces, PLACE_FLAGS } from '../settings.ts'
import { note, print } from '../terminal.ts'

/** Made for this project: a model trained from scratch, and two fine-tunes of it. */
const MODELS = [
  { label: 'base', file: 'tiny-base.gguf', isBaseline: true },
  { label: 'sft-direct', file: 'tiny-sft-direct.gguf', isBaseline: false },
  { label: 'sft-think', file: 'tiny-sft-think.gguf', isBaseline: false },
]

const NEXT = `What you saw: a tiny base model, and two fine-tunes of it — on step-by-step answers, and on answers after a
summary of the thinking — asked 200 word problems none of them had seen. They solve nothing else.

Your own model, on any OpenAI-compatible server (vLLM, SGLang, llama.cpp, Ollama, …):

  evalkit run gsm8k --baseline base=vllm/YOUR-BASE@http://localhost:8000/v1 \\
                    --model sft=vllm/YOUR-SFT@http://localhost:8001/v1 --limit 100`

export const command = defineCommand({
  usage: 'demo',
  about: 'Three tiny models (5.5 MB, shipped with evalkit) solve 200 word problems on this machine, and are compared.',
  positionals: {},
  flags: {
    limit: { type: 'string', describe: 'fewer of the 200 problems' },
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    ...PLACE_FLAGS,
  },
  examples: [],

  async run(args) {
    note('Asking three tiny models 200 word problems each, on this machine. This takes well under a minute.\n')
    const session = await runSession({
      benchmarks: [{ benchmark: wordproblems, ...protocolNamed(wordproblems, undefined) }],
      contestants: MODELS.map(contestant),
      places: await findPlaces(args),
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
      print(`\nLook at one answer:  evalkit show ${direct?.folder} 3\n\n${NEXT}`)
    }
    return EXIT.ok
  },
})

function contestant({ label, file, isBaseline }: (typeof MODELS)[number]): Contestant {
  const text = `${label}=gguf/${bundledFile(`wordproblems/${file}`)}`
  return { spec: parseModelSpec(text), text, isBaseline, generation: {} }
}
