/** `evalkit completion`: prints a shell script that completes commands, flags and names. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { visible } from '../../results/visible.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { type CompletedCommand, completedCommand } from '../completion/spec.ts'
import { zshScript } from '../completion/zsh.ts'
import { print } from '../lib/terminal.ts'
import type { ArgumentsOf, Command } from '../options/command.ts'
import { type command, SHELLS } from './declarations/completion.ts'

const SCRIPTS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

type Table = Readonly<Record<string, { readonly about: string; load(): Promise<{ readonly command: Command }> }>>

/** @param table every command; the command table loads this file, which therefore cannot import it */
export const completionOf =
  (table: Table) =>
  async ({ shell = '' }: ArgumentsOf<typeof command>): Promise<ExitCode> => {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined
    if (script === undefined) {
      throw new UsageError(`completion ${shell}: unknown shell`, {
        hint: `${nearest(shell, SHELLS)}Shells: ${SHELLS.join(', ')}.`,
      })
    }
    const commands = await Promise.all(
      Object.values(table).map(async ({ about, load }) => completedCommand((await load()).command, about)),
    )
    print(visible(script(commands)))
    return EXIT.ok
  }
