/** `evalkit init`: writes a starter config and a workflow for pull requests. */
import { EXIT } from '../../results/errors.ts'
import { note, print } from '../lib/terminal.ts'
import { defineCommand } from '../options/command.ts'
import { writeStarterFiles } from '../options/starter-files.ts'

export const command = defineCommand({
  usage: 'init',
  about:
    'Write a starter evalkit.config.yaml, and a GitHub workflow that gates pull requests, in this folder. Existing files are left as they are.',
  positionals: {},
  flags: {},
  examples: [['evalkit init', 'then name your models in evalkit.config.yaml']],

  async run() {
    for (const { file, instead } of await writeStarterFiles(process.cwd())) {
      print(instead === undefined ? `wrote ${file}` : `${instead} exists: left as it is`)
    }
    note(
      'Next, name your models in the config file. Then run: evalkit plan gsm8k humaneval --baseline base --model sft',
    )
    return EXIT.ok
  },
})
