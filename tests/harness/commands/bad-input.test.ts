/** What a user can get wrong: one clear sentence, the next step, the right exit code, and nothing written. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

interface Case {
  readonly when: string
  readonly args: readonly string[]
  readonly says: RegExp
  readonly hints?: RegExp
  readonly code?: number
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

const GOLD = '{"id": "wordproblems/0", "completion": "#### 70"}\n'
const replay = ['--model', 'replay/answers.jsonl']

const CASES: readonly Case[] = [
  { when: 'the command is unknown', args: ['rnu'], says: /unknown command "rnu"/, hints: /Did you mean "run"/ },
  {
    when: 'the benchmark is unknown',
    args: ['run', 'gsm9k', ...replay],
    says: /unknown benchmark "gsm9k"/,
    hints: /"gsm8k"/,
  },
  {
    when: 'the protocol is unknown',
    args: ['run', 'gsm8k', '--protocol', 'lm-evil', ...replay],
    says: /gsm8k has no protocol "lm-evil"/,
    hints: /"lm-eval"/,
  },
  {
    when: 'the rule is unknown',
    args: ['run', 'wordproblems', '--rule', 'nmber', ...replay],
    says: /nmber/,
    files: { 'answers.jsonl': GOLD },
  },
  { when: 'no model is given', args: ['run', 'gsm8k'], says: /no model given/, hints: /--model sft=/ },
  { when: 'a flag is unknown', args: ['run', 'gsm8k', '--modle', 'x'], says: /modle/, hints: /run --help/ },
  {
    when: 'the provider is unknown',
    args: ['run', 'gsm8k', '--model', 'vlm/x'],
    says: /unknown provider "vlm"/,
    hints: /"vllm"/,
  },
  {
    when: 'the spec has no provider',
    args: ['run', 'gsm8k', '--model', 'my-sft'],
    says: /"my-sft" is neither/,
    hints: /provider\/model/,
  },
  {
    when: 'the address holds credentials',
    args: ['run', 'gsm8k', '--model', 'vllm/x@http://me:secret@host/v1'],
    says: /^(?!.*secret)/s,
  },
  {
    when: 'two models have one label',
    args: ['run', 'gsm8k', '--model', 'vllm/x', '--model', 'ollama/x'],
    says: /two models are called "x"/,
  },
  {
    when: 'the key of a hosted provider is missing',
    args: ['run', 'wordproblems', '--model', 'openai/gpt-4.1'],
    says: /OPENAI_API_KEY/,
  },
  {
    when: 'nobody listens',
    args: ['run', 'wordproblems', '--model', 'vllm/x@http://127.0.0.1:9/v1'],
    says: /127\.0\.0\.1:9/,
    code: 3,
  },
  {
    when: 'the data is not there',
    args: ['run', 'gsm8k', '--data-dir', '.', ...replay],
    says: /gsm8k\/test\.jsonl: no such file/,
    hints: /evalkit data pull --data-dir \. \(from https:/,
    files: { 'answers.jsonl': GOLD },
  },
  { when: 'the replay file is missing', args: ['run', 'wordproblems', ...replay], says: /answers\.jsonl/ },
  {
    when: 'the replay file is empty',
    args: ['run', 'wordproblems', ...replay],
    says: /answers\.jsonl/,
    files: { 'answers.jsonl': '' },
  },
  {
    when: 'the replay file is torn',
    args: ['run', 'wordproblems', ...replay],
    says: /answers\.jsonl:2/,
    files: { 'answers.jsonl': `${GOLD}{"id": "wordpro` },
  },
  {
    when: 'a replayed id is unknown',
    args: ['run', 'wordproblems', ...replay],
    says: /answers\.jsonl:2.*wordproblems\/200/,
    files: { 'answers.jsonl': `${GOLD}{"id": "wordproblems/200", "completion": "1"}\n` },
  },
  {
    when: 'an answer is replayed twice',
    args: ['run', 'wordproblems', ...replay],
    says: /answers\.jsonl:2.*wordproblems\/0/,
    files: { 'answers.jsonl': GOLD + GOLD },
  },
  {
    when: 'the model file is none',
    args: ['run', 'wordproblems', '--model', 'gguf/m.gguf'],
    says: /m\.gguf/,
    files: { 'm.gguf': 'text' },
  },
  { when: 'the model file is missing', args: ['run', 'wordproblems', '--model', 'gguf/m.gguf'], says: /m\.gguf/ },
  {
    when: 'the config has an unknown field',
    args: ['run', 'wordproblems', '--model', 'x'],
    says: /evalkit\.config\.yaml:1: unknown field modles/,
    hints: /"models"/,
    files: { 'evalkit.config.yaml': 'modles: {}\n' },
  },
  {
    when: 'the limit selects nothing',
    args: ['run', 'wordproblems', '--limit', '300-400', ...replay],
    says: /selects no sample/,
    files: { 'answers.jsonl': GOLD },
  },
  {
    when: 'the sample is unknown',
    args: ['run', 'wordproblems', '--sample-id', 'wordproblems/999', ...replay],
    says: /wordproblems\/999/,
    files: { 'answers.jsonl': GOLD },
  },
  {
    when: 'repeats are no number',
    args: ['run', 'wordproblems', '--repeats', 'two', ...replay],
    says: /--repeats: must be a number/,
  },
  {
    when: 'the extra body is no JSON',
    args: ['run', 'wordproblems', '--extra-body', 'top_k=2', ...replay],
    says: /--extra-body: not a JSON object/,
  },
  { when: 'the run folder is none', args: ['show', '.'], says: /not a run folder/, hints: /evalkit list runs/ },
  {
    when: 'the sandbox is to do something else',
    args: ['sandbox', 'tset'],
    says: /sandbox tset/,
    hints: /sandbox test/,
  },
  {
    when: 'the folder named for the sandbox’s test holds no HumanEval',
    args: ['sandbox', 'test', '--data-dir', '.'],
    says: /humaneval\/HumanEval\.jsonl\.gz: no such file/,
  },
  {
    when: 'the sandbox engine is unknown',
    args: ['run', 'humaneval', '--sandbox', 'docker', ...replay],
    says: /--sandbox docker: must be one of isolate, native/,
  },
  {
    when: 'the sandbox engine in the config is unknown',
    args: ['run', 'humaneval', ...replay],
    says: /evalkit\.config\.yaml:1: .*sandbox/,
    files: { 'evalkit.config.yaml': 'sandbox: docker\n' },
  },
  {
    when: 'a sandbox engine is chosen where no program is run',
    args: ['run', 'wordproblems', '--sandbox', 'native', ...replay],
    says: /--sandbox native: none of these benchmarks runs programs/,
    files: { 'answers.jsonl': GOLD },
  },
  {
    when: 'the native sandbox cannot run here',
    args: ['sandbox', 'test', '--sandbox', 'native'],
    env: { PATH: '/nowhere' },
    says: /--sandbox native: (needs python3 3.9 or newer, which is not on the PATH|runs on Linux only|needs bubblewrap)/,
    hints: /--sandbox isolate/,
  },
  { when: 'one run is compared with nothing', args: ['compare', '.'], says: /at least two/ },
]

describe('evalkit says what is wrong, and writes nothing, when', () => {
  it.concurrent.for(CASES)(
    '$when',
    async ({ args, says, hints, code = 2, files = {}, env = {} }, { onTestFinished }) => {
      const cwd = await temporaryFolder(onTestFinished)
      for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
      const ended = await evalkit(args, { cwd, env })
      expect(ended).toMatchObject({ code, stdout: '' })
      expect(ended.stderr).toMatch(says)
      if (hints !== undefined) expect(ended.stderr).toMatch(hints)
      expect(ended.stderr).not.toMatch(/\n\s+at /)
      expect((await readdir(cwd)).filter((name) => name === 'evalkit-runs')).toEqual([])
    },
  )

  it('asked for JSON, in one JSON document', async () => {
    const { code, stdout } = await evalkit(['run', 'gsm9k', '--json', ...replay], { cwd: await temporaryFolder() })
    expect(code).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({ code: 2, message: 'unknown benchmark "gsm9k"' })
  })
})
