/** Writes commands in messages the way the user started evalkit, so that they can be copied. */

type Environment = Readonly<Record<string, string | undefined>>

const NAMES =
  'baseline|benchmark|cache|compare|completion|contamination|curve|data|demo|doctor|export|gate|help|import|init|list|merge|noise|' +
  'pairwise|plan|publish|report|rescore|run|sandbox|schema|sft|show|verify|view|watch'

/** Matches `evalkit list runs`, but neither `npx evalkit list runs` nor the `evalkit-runs` of a path. */
const COMMAND = new RegExp(`(?<![\\w/.@-]|npx )evalkit (?=(?:${NAMES})\\b)`, 'g')

/** @returns the text with `npx evalkit` instead of `evalkit` in commands, if npx started this process */
export const asInvoked = <Text extends string>(text: Text, env: Environment = process.env): Text =>
  wasStartedByNpx(env) ? (text.replace(COMMAND, 'npx evalkit ') as Text) : text

/** npx tells its child the command line: `'evalkit' 'run' …`. Other tools started by npx, such as `npx vitest`, do not count. */
const wasStartedByNpx = ({ npm_lifecycle_event: event, npm_lifecycle_script: script = '' }: Environment) =>
  event === 'npx' && /^["']?evalkit\b/.test(script)
