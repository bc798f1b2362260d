import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importLlamaCpp, installCommand, VERSION } from '../../../../harness/models/gguf/llama-cpp.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const manifest = async (path: string) => JSON.parse(await readFile(path, 'utf8'))

describe('the install command', () => {
  it.each([
    ['linux', 'x64', ` @node-llama-cpp/linux-x64@${VERSION}`],
    ['win32', 'x64', ` @node-llama-cpp/win-x64@${VERSION}`],
    ['darwin', 'arm64', ` @node-llama-cpp/mac-arm64-metal@${VERSION}`],
    ['sunos', 'x64', ''],
  ])('names the one build for %s-%s, and a folder of its own', (platform, arch, build) => {
    expect(installCommand(platform, arch, '/home/a b/cache')).toBe(
      `npm install --prefix "/home/a b/cache" --omit=optional --ignore-scripts node-llama-cpp@${VERSION}${build}`,
    )
  })

  it('knows every build for a processor that node-llama-cpp has', async () => {
    const { optionalDependencies } = await manifest('node_modules/node-llama-cpp/package.json')
    const builds = Object.keys(optionalDependencies).filter((name) => !/cuda|vulkan/.test(name))
    const platforms = ['darwin', 'linux', 'win32'].flatMap((platform) =>
      ['arm', 'arm64', 'riscv64', 'x64'].map((arch) => installCommand(platform, arch, 'f')),
    )
    for (const build of builds) expect(platforms.join('\n')).toContain(` ${build}@`)
  })

  it('names the version that package.json asks for', async () => {
    const { peerDependencies, devDependencies } = await manifest('package.json')
    expect([peerDependencies['node-llama-cpp'], devDependencies['node-llama-cpp']]).toEqual([VERSION, VERSION])
  })
})

describe('node-llama-cpp', () => {
  it('is taken from the folder that the command installs into', async () => {
    const folder = await temporaryFolder()
    const dist = join(folder, 'node_modules/node-llama-cpp/dist')
    await mkdir(dist, { recursive: true })
    await writeFile(join(dist, 'index.js'), 'export const getLlama = 1')
    await writeFile(join(dist, '../package.json'), '{"type": "module"}')
    expect(await importLlamaCpp(folder)).toMatchObject({ getLlama: 1 })
  })

  it('is else the one beside evalkit', async () => {
    expect(await importLlamaCpp(await temporaryFolder())).toHaveProperty('getLlama', expect.any(Function))
  })
})

it('a checkout has stand-ins of its own, of the versions that are asked for, for the builds it never loads', async () => {
  const { optionalDependencies } = await manifest('node_modules/node-llama-cpp/package.json')
  const { devDependencies, overrides } = await manifest('package.json')
  const builds = Object.keys(optionalDependencies).filter((name) => name !== '@node-llama-cpp/linux-x64')
  for (const build of builds) expect(devDependencies[build]).toBe('file:tools/stand-ins/llama-build')
  expect(overrides).toBeUndefined()
  expect(await manifest('tools/stand-ins/llama-build/package.json')).toMatchObject({ version: VERSION, private: true })
  for (const name of await readdir('tools/stand-ins')) {
    expect(await readdir(join('tools/stand-ins', name))).toEqual(['package.json'])
  }
})
