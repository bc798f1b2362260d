/** `evalkit completion`: prints a shell script that completes commands, flags and names. */
import { EXIT, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { type CompletedCommand, completedCommand } from '../completion/spec.ts'
import { zshScript } from '../completion/zsh.ts'
import { print } from '../lib/terminal.ts'
import { type Command, defineCommand } from '../options/command.ts'

const SCRIPTS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}
const SHELLS = Object.keys(SCRIPTS)

type Table = Readonly<Record<string, { readonly about: string; load(): Promise<{ readonly command: Command }> }>>

/** @param table every command; the table loads this file, which therefore cannot import it */
export const completionCommand = (table: Table): Command =>
  defineCommand({
    usage: 'completion <shell>',
    about: `Print a completion script for ${SHELLS.join(', ')}: commands, options, benchmarks and other names.`,
    positionals: { shell: { type: 'string', values: SHELLS, describe: SHELLS.join(', ') } },
    flags: {},
    examples: [
      ['eval "$(evalkit completion bash)"', 'in ~/.bashrc; for zsh in ~/.zshrc, after compinit'],
      ['evalkit completion fish > ~/.config/fish/completions/evalkit.fish', 'for fish'],
    ],

    async run({ shell = '' }) {
      const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined
      if (script === undefined) {
        throw new UsageError(`completion ${shell}: unknown shell`, {
          hint: `${nearest(shell, SHELLS)}Shells: ${SHELLS.join(', ')}.`,
        })
      }
      const commands = await Promise.all(
        Object.values(table).map(async ({ about, load }) => completedCommand((await load()).command, about)),
      )
      print(script(commands))
      return EXIT.ok
    },
  })
