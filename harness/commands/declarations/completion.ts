import { defineCommand } from '../../options/command.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `evalkit completion` on the command line. */
export const command = defineCommand({
  usage: 'completion <shell>',
  about: `Print a completion script for ${SHELLS.join(', ')}: commands, options, benchmarks and other names.`,
  positionals: { shell: { type: 'string', values: SHELLS, describe: SHELLS.join(', ') } },
  flags: {},
  examples: [
    ['eval "$(evalkit completion bash)"', 'in ~/.bashrc; for zsh in ~/.zshrc, after compinit'],
    ['evalkit completion fish > ~/.config/fish/completions/evalkit.fish', 'for fish'],
  ],
})
