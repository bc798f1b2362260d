/** The completion script for bash, without the bash-completion package. */
import type { CompletedCommand, CompletedFlag } from './spec.ts'

export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  return `# bash completion for evalkit. To use it in every shell, add to ~/.bashrc: eval "$(evalkit completion bash)"
_evalkit() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} options='' valued='' flag='' position=0 i word
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${names} help --help --version' -- "$cur"))
    return
  fi
  case $command in
    help) [[ $COMP_CWORD == 2 ]] && COMPREPLY=($(compgen -W '${names}' -- "$cur")); return ;;
${commands.map(optionsOf).join('\n')}
    *) return ;;
  esac

  # bash splits --flag=value into three words.
  for ((i = 2; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == '=' && -n $flag ]]; then continue
    elif [[ -n $flag ]]; then flag=''
    elif [[ $valued == *" $word "* ]]; then flag=$word
    elif [[ $word != -* ]]; then position=$((position + 1))
    fi
  done
  [[ $cur == '=' ]] && cur=''

  if [[ -n $flag ]]; then
    case "$command $flag" in
${commands.flatMap((command) => command.flags.flatMap((flag) => branchOf(command, flag))).join('\n')}
      *) compopt +o default +o bashdefault 2>/dev/null ;;
    esac
  elif [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  else
    case "$command $position" in
${commands.flatMap(positionsOf).join('\n')}
      *) compopt +o default +o bashdefault 2>/dev/null ;;
    esac
  fi
}
complete -o bashdefault -o default -F _evalkit evalkit`
}

function optionsOf({ name, flags }: CompletedCommand): string {
  const valued = flags.filter(({ value }) => value !== undefined && !value.optional).flatMap(spellings)
  return `    ${name}) options='${flags.flatMap(spellings).join(' ')}' valued=' ${valued.join(' ')} ' ;;`
}

/** A branch that returns nothing lets the shell complete paths. */
function branchOf({ name }: CompletedCommand, flag: CompletedFlag): string[] {
  const { value } = flag
  if (value === undefined || (value.words.length === 0 && !value.paths)) return []
  const patterns = spellings(flag).map((spelling) => `'${name} ${spelling}'`)
  return [`      ${patterns.join(' | ')}) ${suggest(value.words)} ;;`]
}

function positionsOf({ name, positions, variadic }: CompletedCommand): string[] {
  return positions.flatMap(({ words, paths }, index) => {
    if (words.length === 0 && !paths) return []
    const isLast = variadic && index === positions.length - 1
    return [`      ${isLast ? `'${name} '*` : `'${name} ${index}'`}) ${suggest(words)} ;;`]
  })
}

const suggest = (words: readonly string[]) =>
  words.length === 0 ? 'return' : `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`

const spellings = ({ name, letter }: CompletedFlag) => [name, letter ?? []].flat()
