/** A run as it would be on disk, invented. */
import type { BenchmarkSummary, RunManifest, SampleRecord } from '../../results/schema/schema.ts'

export const manifest: RunManifest = {
  schemaVersion: 1,
  hash: '0123456789abcdef',
  group: '0badcafe',
  spec: 'sft=vllm/sft@http://127.0.0.1:8000/v1',
  status: 'running',
  startedAt: '2026-11-22T22:03:10.123Z',
  benchmark: { name: 'gsm8k', version: 1 },
  protocol: { name: 'chat', hash: 'fedcba9876543210', metric: 'accuracy', rule: 'number', shots: 0 },
  model: { label: 'sft', provider: 'vllm', name: 'sft', api: 'chat', endpoint: 'http://127.0.0.1:8000/v1' },
  generation: { temperature: 0, maxTokens: 1024 },
  trialsPerSample: 1,
  dataset: { files: { 'gsm8k/test.jsonl': 'aa' }, size: 1319 },
  items: { count: 3, hash: '00' },
  software: { evalkit: '0.1.0', node: '24.0.0', platform: 'linux-x64' },
}

export const summary: BenchmarkSummary = {
  schemaVersion: 1,
  metric: 'accuracy',
  score: 1,
  interval: [0.44, 1],
  n: 3,
  trials: 3,
  pending: 0,
  correct: 3,
  unscored: 0,
  unscoredReasons: {},
  unanswered: 0,
  truncated: 0,
  empty: 0,
  refused: 0,
  tokens: {},
  wallMs: 1000,
}

const attempt = {
  turns: [
    {
      prompt: [{ role: 'user' as const, content: 'How many?' }],
      completion: { text: '#### 7', finishReason: 'stop' as const },
    },
  ],
}

export const scored = (id: string, repeat = 1): SampleRecord => ({
  schemaVersion: 1,
  id,
  repeat,
  target: '7',
  outcome: { kind: 'scored', score: { value: 1, answer: '7', rule: 'number', via: 'hashes', span: [5, 6] } },
  attempt,
})

export const unscored = (id: string, repeat = 1): SampleRecord => ({
  schemaVersion: 1,
  id,
  repeat,
  target: '7',
  outcome: {
    kind: 'unscored',
    reason: 'model-error',
    error: { message: 'the server answered 500', status: 500, tries: 9 },
  },
  attempt: { turns: [] },
})
