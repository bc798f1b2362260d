/**
 * Escapes CI log commands: a model's reply must not mask a word, set an output or end an annotation.
 *
 * A visible space breaks the command. A zero-width character would not: the runner's culture-aware comparison ignores it. The
 * runner's `::stop-commands::` would appear in every pipe, covers one of two syntaxes, and fails when standard error overtakes
 * standard output.
 */

/** GitHub's `::add-mask::x` at the start of a line, after characters that the runner skips. */
const AT_LINE_START = /^[[\s\p{Cc}\p{Cf}]--[\r\n\u2028\u2029]]*:(?=[[\p{Cc}\p{Cf}]--[\r\n]]*:)/gmv

/** `##[group]` of GitHub, and similar commands of other systems such as `##vso[…]`, anywhere in a line. */
const ANYWHERE = /#(?=[[\p{Cc}\p{Cf}]--[\r\n]]*#[[\w\p{Cc}\p{Cf}]--[\r\n]]*\[)/gv

export const withoutCommands = (text: string) => text.replace(AT_LINE_START, '$& ').replace(ANYWHERE, '$& ')

/** Whether the CI system reads commands from logs: GitHub Actions (even in a step that turns annotations off), Azure Pipelines, TeamCity. */
const MARKS = ['GITHUB_ACTIONS', 'GITHUB_RUN_ID', 'TF_BUILD', 'TEAMCITY_VERSION']

export const obeysCommands = (env: NodeJS.ProcessEnv = process.env) => MARKS.some((name) => Boolean(env[name]))
