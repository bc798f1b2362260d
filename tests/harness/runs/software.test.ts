import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gitCommit } from '../../../harness/runs/software.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

describe('gitCommit reads the commit of', () => {
  it.each([
    ['a branch', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${COMMIT}\n` }],
    [
      'a packed branch',
      { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `# pack-refs\n${COMMIT} refs/heads/main\n` },
    ],
    ['a detached head', { '.git/HEAD': `${COMMIT}\n` }],
  ])('%s', async (_case, files) => {
    expect(await gitCommit(await folderWith(files))).toBe(COMMIT)
  })

  it('a folder further down', async () => {
    const folder = await folderWith({ '.git/HEAD': `${COMMIT}\n`, 'a/b/c.txt': '' })
    expect(await gitCommit(join(folder, 'a/b'))).toBe(COMMIT)
  })

  it('a linked worktree', async () => {
    const folder = await folderWith({
      'main/.git/refs/heads/topic': `${COMMIT}\n`,
      'main/.git/worktrees/topic/HEAD': 'ref: refs/heads/topic\n',
      'main/.git/worktrees/topic/commondir': '../..\n',
    })
    await mkdir(join(folder, 'topic'))
    await writeFile(join(folder, 'topic/.git'), `gitdir: ${join(folder, 'main/.git/worktrees/topic')}\n`)
    expect(await gitCommit(join(folder, 'topic'))).toBe(COMMIT)
  })

  it('nothing where there is no repository, or no commit yet', async () => {
    expect(await gitCommit(await temporaryFolder())).toBeUndefined()
    expect(await gitCommit(await folderWith({ '.git/HEAD': 'ref: refs/heads/main\n' }))).toBeUndefined()
  })
})
