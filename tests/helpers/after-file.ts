/** What is done when the test file has finished; modules are shared by files, so that a hook of a helper would run once a worker. */
const pending: (() => Promise<unknown>)[] = []

/** Once, after the test file that is running. */
export function afterFile(act: () => Promise<unknown>): void {
  pending.push(act)
}

/** Called by `setup-file.ts`. */
export async function fileHasFinished(): Promise<void> {
  await Promise.all(pending.splice(0).map((act) => act()))
}
