/** The software bill of materials of the published package: what is bundled into it, and what npm installs beside it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Parts {
  readonly name: string
  readonly version: string
  readonly license: string
  /** Folders below node_modules whose code is in the bundle. */
  readonly bundled: readonly string[]
  /** Names of packages that npm installs. */
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/**
 * CycloneDX 1.6. The same for the same dependencies: it has no time and no serial number.
 *
 * @throws when a package is not installed, or is not in the lock file
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export async function sbomOf({ name, version, license, bundled, required, optional }: Parts): Promise<object> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock
  const folders = (names: readonly string[]) => names.map((one) => join('node_modules', one))
  const components = [
    ...(await Promise.all(bundled.map((folder) => componentOf(folder, lock, 'required', true)))),
    ...(await Promise.all(folders(required).map((folder) => componentOf(folder, lock, 'required', false)))),
    ...(await Promise.all(folders(optional).map((folder) => componentOf(folder, lock, 'optional', false)))),
  ].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1))
  const ref = `${name}@${version}`
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        ...{ type: 'application', 'bom-ref': ref, name, version, purl: purlOf(name, version) },
        licenses: [{ license: { id: license } }],
      },
    },
    components,
    dependencies: [{ ref, dependsOn: components.map((one) => one['bom-ref']) }],
  }
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string } | undefined>>
}

async function componentOf(folder: string, lock: Lock, scope: 'required' | 'optional', isBundled: boolean) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const { integrity } = lock.packages[folder.split('\\').join('/')] ?? {}
  return {
    ...{ type: 'library', 'bom-ref': `${name}@${version}`, name, version, scope, purl: purlOf(name, version) },
    licenses: [licenceOf(license)],
    ...(integrity !== undefined && { hashes: hashesOf(integrity) }),
    properties: [{ name: 'evalkit:bundled', value: String(isBundled) }],
  }
}

/** An SPDX identifier or expression; anything else by its name. */
function licenceOf(license: unknown): object {
  if (typeof license !== 'string') return { license: { name: 'see THIRD-PARTY-LICENSES' } }
  if (/ (?:OR|AND|WITH) /.test(license)) return { expression: license }
  return { license: /^[\w.+-]+$/.test(license) ? { id: license } : { name: license } }
}

/** `sha512-…` in Base64, as the lock file has it, in hexadecimal. */
function hashesOf(integrity: string) {
  const [, algorithm = '', digest = ''] = /^sha(\d+)-(\S+)$/.exec(integrity) ?? []
  return [{ alg: `SHA-${algorithm}`, content: Buffer.from(digest, 'base64').toString('hex') }]
}

/** @see https://github.com/package-url/purl-spec */
const purlOf = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`
