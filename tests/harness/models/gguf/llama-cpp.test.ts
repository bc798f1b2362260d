import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { installCommand, LIBRARY } from '../../../../harness/models/gguf/llama-cpp.ts'

describe('the install command', () => {
  it.each([
    ['linux', 'x64', ['linux-x64-cuda', 'linux-x64-cuda-ext', 'linux-x64-vulkan']],
    ['win32', 'x64', ['win-x64-cuda', 'win-x64-cuda-ext', 'win-x64-vulkan']],
  ])('leaves out the graphics builds: %s-%s', (platform, arch, builds) => {
    const left = builds.map((build) => `"overrides.@node-llama-cpp/${build}=npm:empty-npm-package@1.0.0"`).join(' ')
    expect(installCommand(platform, arch)).toBe(
      `npm pkg set ${left} && npm install --save-exact --ignore-scripts ${LIBRARY}`,
    )
  })

  it('is short where there are none', () => {
    expect(installCommand('darwin', 'arm64')).toBe(`npm install --save-exact --ignore-scripts ${LIBRARY}`)
  })

  it('names the version that package.json asks for', async () => {
    const { peerDependencies } = JSON.parse(await readFile('package.json', 'utf8'))
    expect(LIBRARY).toBe(`node-llama-cpp@${peerDependencies['node-llama-cpp']}`)
  })
})
