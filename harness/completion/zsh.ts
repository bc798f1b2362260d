/** The completion script for zsh: evaluate it, or save it as `_evalkit` in a folder of `$fpath`. */
import type { CompletedCommand, CompletedFlag, Suggestions } from './spec.ts'

export function zshScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  return `#compdef evalkit
# zsh completion for evalkit. To use it in every shell, add to ~/.zshrc, after compinit: eval "$(evalkit completion zsh)"
_evalkit() {
  local -a commands=(
${commands.map(({ name, about }) => `    ${quoted(`${name}:${about.replaceAll(':', '\\:')}`)}`).join('\n')}
    'help:show help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'evalkit command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help) _arguments ${quoted(`1:command:(${names})`)} ;;
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _evalkit ]]; then _evalkit "$@"; else compdef _evalkit evalkit; fi`
}

function commandCase({ name, flags, positions, variadic }: CompletedCommand): string {
  const words = positions.map((position, index) => {
    const place = variadic && index === positions.length - 1 ? '*' : String(index + 1)
    return quoted(`${place}:${position.label}:${action(position)}`)
  })
  return `    ${name})\n      _arguments \\\n${[...flags.flatMap(flagSpecs), ...words].map((spec) => `        ${spec}`).join(' \\\n')} ;;`
}

function flagSpecs(flag: CompletedFlag): string[] {
  const { name, letter, about, repeatable, value } = flag
  const description = `[${about.replace(/[\\[\]:]/g, '\\$&')}]`
  const argument = value === undefined ? '' : `${value.optional ? '::' : ':'}${value.label}:${action(value)}`
  const often = repeatable ? '*' : ''
  const long = quoted(`${often}${name}${value === undefined ? '' : '='}${description}${argument}`)
  return letter === undefined ? [long] : [long, quoted(`${often}${letter}${description}${argument}`)]
}

const action = ({ words, paths }: Suggestions) => (words.length > 0 ? `(${words.join(' ')})` : paths ? '_files' : ' ')

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
