import { defineCommand, inGroup } from '../../options/command.ts'
import {
  ACCEPT_FLAG,
  BASELINES_FLAG,
  DESIGN_FLAGS,
  LOOKS_FLAG,
  REFERENCE_FLAG,
} from '../../options/flags/comparison.ts'
import { BENCHMARK_POSITIONAL, RUN_FLAGS } from '../../options/flags/runs.ts'
import { VERBOSE_FLAG } from '../../options/flags/shared.ts'
import { TRACKER_FLAGS } from '../../options/flags/trackers.ts'

/** `evalkit run` on the command line. */
export const command = defineCommand({
  usage: 'run <benchmark..>',
  about: 'Run models on benchmarks. With --baseline, compare them with it.',
  positionals: { benchmark: BENCHMARK_POSITIONAL },
  flags: {
    ...RUN_FLAGS,
    ...inGroup('Comparison and gate', {
      baseline: {
        type: 'string',
        value: 'SPEC|@NAME',
        describe: 'model to compare with, in the form of --model; or a stored baseline, such as @main',
      },
      baselines: BASELINES_FLAG,
      accept: ACCEPT_FLAG,
      gate: { type: 'boolean', describe: 'decide by margins whether the models are no worse than the baseline' },
      ...DESIGN_FLAGS,
      looks: LOOKS_FLAG,
      reference: REFERENCE_FLAG,
    }),
    verbose: VERBOSE_FLAG,
    ...TRACKER_FLAGS,
  },
  optionalValues: ['resume', 'escalate'],
  examples: [
    ['evalkit run gsm8k --model vllm/my-sft@http://localhost:8000/v1', 'one model'],
    ['evalkit run gsm8k --baseline base=vllm/b@http://gpu:8000/v1 --model vllm/sft', 'compare two models'],
    ['evalkit run gsm8k --model sft --baseline @main --gate', 'gate against a stored baseline; it is not run again'],
    ['evalkit run gsm8k --protocol gate --model sft --baseline @b --gate --escalate', 'more repeats where it is open'],
    ['evalkit run mt-bench --model vllm/my-sft --judge openai/gpt-4.1', 'rated by a judge'],
    ['evalkit run gsm8k --api base=completions --baseline base --model sft', 'a base model by the completions API'],
  ],
})
