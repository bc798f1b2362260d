import { defineCommand } from '../../options/command.ts'

/** `evalkit init` on the command line. */
export const command = defineCommand({
  usage: 'init',
  about:
    'Write a starter evalkit.config.yaml, and a GitHub workflow that gates pull requests, in this folder. Existing files are left as they are.',
  positionals: {},
  flags: {},
  examples: [['evalkit init', 'then name your models in evalkit.config.yaml']],
})
