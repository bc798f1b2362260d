/** Signals of a command that nobody interrupts. */
const never = new AbortController().signal

export const NEVER_STOPPED = { stop: never, abort: never }
