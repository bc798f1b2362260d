/** The demo's word problems, answered from files of replies: whole commands without a server. */
import { readFileSync } from 'node:fs'
import { bundledFile } from '../../benchmarks/bundled.ts'
import { finalNumber } from '../../benchmarks/gsm8k.ts'

const GOLD: string[] = readFileSync(bundledFile('wordproblems/wordproblems-test.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => finalNumber(JSON.parse(line).answer) ?? '')

/** A replay file. @param isWrong by the place of a problem; undefined leaves its reply out */
export const replies = (isWrong: (index: number) => boolean | undefined): string =>
  GOLD.flatMap((gold, index) => {
    const wrong = isWrong(index)
    return wrong === undefined
      ? []
      : [JSON.stringify({ id: `wordproblems/${index}`, completion: `So it is\n#### ${wrong ? -1 : gold}` })]
  }).join('\n')
