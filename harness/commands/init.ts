/** `evalkit init`: writes a starter config and a workflow for pull requests. */

import { EXIT, type ExitCode } from '../../results/errors.ts'
import { line } from '../../results/visible.ts'
import { note, print } from '../lib/terminal.ts'
import { writeStarterFiles } from '../options/starter-files.ts'

export async function run(): Promise<ExitCode> {
  for (const { file, instead } of await writeStarterFiles(process.cwd())) {
    print(instead === undefined ? line`wrote ${file}` : line`${instead} exists: left as it is`)
  }
  note('Next, name your models in the config file. Then run: evalkit plan gsm8k humaneval --baseline base --model sft')
  return EXIT.ok
}
