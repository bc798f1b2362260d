/** The completion script for fish. */
import type { CompletedCommand, CompletedFlag } from './spec.ts'

export function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  return `# fish completion for evalkit. To use it in every shell: evalkit completion fish > ~/.config/fish/completions/evalkit.fish
function __evalkit_command
    set -l words (commandline -opc)
    if test (count $words) -lt 2
        test -z "$argv[1]"
    else
        test "$words[2]" = "$argv[1]"
    end
end
complete -c evalkit -f
complete -c evalkit -n '__evalkit_command ""' -l version -d 'show the version'
complete -c evalkit -n '__evalkit_command ""' -l help -d 'show help'
complete -c evalkit -n '__evalkit_command ""' -a help -d 'show help of a command'
complete -c evalkit -n '__evalkit_command help' -a ${quoted(names)}
${commands.flatMap(linesOf).join('\n')}`
}

function linesOf({ name, about, flags, positions }: CompletedCommand): string[] {
  const here = `complete -c evalkit -n '__evalkit_command ${name}'`
  const words = positions.flatMap((position) => position.words)
  return [
    `complete -c evalkit -n '__evalkit_command ""' -a ${name} -d ${quoted(about)}`,
    ...flags.map((flag) => `${here} ${flagOptions(flag)}`),
    ...(words.length > 0 ? [`${here} -a ${quoted(words.join(' '))}`] : []),
    ...(positions.some(({ paths }) => paths) ? [`${here} -F`] : []),
  ]
}

function flagOptions({ name, letter, about, value }: CompletedFlag): string {
  return [
    letter === undefined ? [] : `-s ${letter.slice(1)}`,
    `-l ${name.slice(2)}`,
    value === undefined || value.optional ? [] : value.paths ? '-r -F' : '-x',
    value === undefined || value.words.length === 0 ? [] : `-a ${quoted(value.words.join(' '))}`,
    `-d ${quoted(about)}`,
  ]
    .flat()
    .join(' ')
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
