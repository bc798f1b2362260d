/** The command reference in Markdown: what each command prints for `--help`. */
import { COMMANDS } from '../../harness/command-table.ts'
import { helpText } from '../../harness/options/help.ts'

const INTRODUCTION = `# Command reference

<!-- Written by \`npm run docs\` from the help texts. Edit those, not this page. -->

This page is what \`evalkit <command> --help\` prints. In a checkout or a project, commands start with \`npx evalkit\`.

- Results go to standard output, progress and notes to standard error.
- \`--json\` prints one JSON document, also when a command fails; [\`evalkit schema\`](#schema) prints the schemas.
- Flags override [environment variables](environment.md), which override the [config file](config.md), which overrides the protocol's
  defaults.
- See also: [exit codes](exit-codes.md).
`

/** The whole page, the same on every terminal. */
export async function commandReference(): Promise<string> {
  const names = Object.keys(COMMANDS)
  const sections: string[] = []
  for (const name of names) sections.push(`## ${name}\n\n\`\`\`text\n${await helpOf(name)}\n\`\`\`\n`)
  const index = names.map((name) => `[${name}](#${name})`).join(' · ')
  return [INTRODUCTION, `${index}\n`, ...sections].join('\n')
}

async function helpOf(name: string): Promise<string> {
  const { command } = await (COMMANDS[name] as (typeof COMMANDS)[string]).load()
  return helpText(command).trim()
}
