import { UsageError } from '../../results/errors.ts'
import { NativeSandbox } from '../../sandboxes/native/native-sandbox.ts'

/** @returns why the native engine cannot run here, for the names of the tests that are skipped then; nothing where it can */
export async function nativeMissing(): Promise<string | undefined> {
  try {
    await (await NativeSandbox.open(1)).close()
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}
