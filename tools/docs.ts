/** `npm run docs`: writes docs/reference/cli.md from the `--help` of every command. */
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandReference } from './docs/command-reference.ts'

const PAGE = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/reference/cli.md')

await writeFile(PAGE, await commandReference())
console.log(PAGE)
