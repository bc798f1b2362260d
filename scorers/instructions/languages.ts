/** Which language, and English in one case only. A text whose language cannot be detected counts as following. */
import { type Finding, found, type InstructionKind, type TextTools, text } from './check.ts'
import { isLower, isUpper } from './python-text.ts'

export const LANGUAGES = {
  'language:response_language': {
    needs: { language: 'string' },
    check: (reply, args, { language }) => inLanguage(language(reply), text(args, 'language')),
  },
  'change_case:english_capital': {
    needs: {},
    check: (reply, _args, tools) => english(reply, isUpper(reply), 'capital', tools),
  },
  'change_case:english_lowercase': {
    needs: {},
    check: (reply, _args, tools) => english(reply, isLower(reply), 'lower-case', tools),
  },
} as const satisfies Record<string, InstructionKind>

function inLanguage(detected: string | null, wanted: string): Finding {
  if (detected === null) return { followed: true, found: 'its language cannot be told, which counts as following' }
  return { followed: detected === wanted, found: `its language is ${detected}; asked for: ${wanted}` }
}

function english(reply: string, isInCase: boolean, which: string, { language }: TextTools): Finding {
  if (!isInCase) return { followed: false, found: `not in ${which} letters alone` }
  const { followed, found: says } = inLanguage(language(reply), 'en')
  return found(followed, `in ${which} letters; ${says}`, says)
}
