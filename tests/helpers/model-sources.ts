/** Which files make models, seen in their syntax: a model is a plain object with a method `complete`. */

import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** @returns paths from the root, sorted. @throws where a file cannot be parsed */
export async function modelSources(root: string): Promise<string[]> {
  const paths = globSync('harness/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'))
  const found = await Promise.all(
    paths.map(async (path) => (makesModel(path, await readFile(join(root, path), 'utf8')) ? [path] : [])),
  )
  return found.flat().sort()
}

/** Whether an object literal has `complete` and either the `facts` of a model or another model spread into it. */
function makesModel(path: string, text: string): boolean {
  const { program, errors } = parseSync(path, text)
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`)
  let makes = false
  new Visitor({
    ObjectExpression({ properties }) {
      const names = properties.flatMap((property) =>
        property.type === 'Property' && property.key.type === 'Identifier' ? [property.key.name] : [],
      )
      const spreads = properties.some((one) => one.type === 'SpreadElement' && one.argument.type === 'Identifier')
      makes ||= names.includes('complete') && (spreads || names.includes('facts'))
    },
  }).visit(program)
  return makes
}
