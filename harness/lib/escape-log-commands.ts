/**
 * What a CI system takes from its log as a command is made plain text: replies are written by models, and none of them is to
 * mask a word, set an output or end an annotation.
 *
 * A command is broken by a space that everybody sees. A character without width would not do: the runner compares text as
 * people of some language do, to whom it is not there. Nor would its own `::stop-commands::`, which would stand in every pipe,
 * holds for one form of two, and is over as soon as standard error overtakes standard output.
 */

/** GitHub's `::add-mask::x` where a line begins, after whatever is skipped there. */
const AT_LINE_START = /^[[\s\p{Cc}\p{Cf}]--[\r\n\u2028\u2029]]*:(?=[[\p{Cc}\p{Cf}]--[\r\n]]*:)/gmv

/** GitHub's `##[group]` and its kin elsewhere, such as `##vso[…]`, anywhere in a line. */
const ANYWHERE = /#(?=[[\p{Cc}\p{Cf}]--[\r\n]]*#[[\w\p{Cc}\p{Cf}]--[\r\n]]*\[)/gv

export const withoutCommands = (text: string) => text.replace(AT_LINE_START, '$& ').replace(ANYWHERE, '$& ')

/** A log is read for commands in GitHub Actions, also where a step that wants no annotations hides it; in Azure Pipelines; in TeamCity. */
const MARKS = ['GITHUB_ACTIONS', 'GITHUB_RUN_ID', 'TF_BUILD', 'TEAMCITY_VERSION']

export const obeysCommands = (env: NodeJS.ProcessEnv = process.env) => MARKS.some((name) => Boolean(env[name]))
