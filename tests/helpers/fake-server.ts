import { fileURLToPath } from 'node:url'

/** A program that serves a checkpoint, as far as evalkit can see. */
export const FAKE_SERVER = fileURLToPath(new URL('./fake-server.js', import.meta.url))

/** How `--serve` and a shell start it, whatever the folder of this checkout is called. */
export const RUN_FAKE_SERVER = `'${process.execPath}' '${FAKE_SERVER}'`
