import { mkdir, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freeMiB, outOfMemoryKills } from '../../../sandboxes/workers/machine-memory.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const MIB = 2 ** 20

/** A machine whose files say this. */
async function machine(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

const MEMINFO = 'MemTotal:       2000000 kB\nMemFree:          20000 kB\nMemAvailable:     819200 kB\n'

describe('free memory', () => {
  it('is what the machine has left, where no group is limited', async () => {
    expect(await freeMiB(await machine({ 'proc/meminfo': MEMINFO }))).toBe(800)
  })

  it('is what is left in the tightest group of version 2, page cache not counted', async () => {
    const root = await machine({
      'proc/meminfo': MEMINFO,
      'proc/self/cgroup': '0::/system.slice/job.service\n',
      'sys/fs/cgroup/system.slice/memory.max': `${700 * MIB}\n`,
      'sys/fs/cgroup/system.slice/memory.current': `${300 * MIB}\n`,
      'sys/fs/cgroup/system.slice/memory.stat': `anon 1\ninactive_file ${100 * MIB}\n`,
      'sys/fs/cgroup/system.slice/job.service/memory.max': 'max\n',
      'sys/fs/cgroup/system.slice/job.service/memory.current': `${200 * MIB}\n`,
    })
    expect(await freeMiB(root)).toBe(500)
  })

  it('is what is left in a container of version 1, which knows its group by the host’s name', async () => {
    const root = await machine({
      'proc/meminfo': MEMINFO,
      'proc/self/cgroup': '5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': `${512 * MIB}\n`,
      'sys/fs/cgroup/memory/memory.usage_in_bytes': `${500 * MIB}\n`,
      'sys/fs/cgroup/memory/memory.stat': `total_inactive_file ${30 * MIB}\n`,
    })
    expect(await freeMiB(root)).toBe(42)
  })

  it('is the machine’s, where the limit of version 1 is its largest number', async () => {
    const root = await machine({
      'proc/meminfo': MEMINFO,
      'proc/self/cgroup': '4:memory:/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    })
    expect(await freeMiB(root)).toBe(800)
  })

  it('is never below zero, and all there is where no file says more', async () => {
    const root = await machine({
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/memory.max': `${100 * MIB}\n`,
      'sys/fs/cgroup/memory.current': `${200 * MIB}\n`,
    })
    expect(await freeMiB(root)).toBe(0)
    expect(await freeMiB(await temporaryFolder())).toBe(totalmem() / MIB)
  })
})

describe('the out-of-memory killer', () => {
  it('is counted in the group of the process', async () => {
    const two = { 'proc/self/cgroup': '0::/a\n', 'sys/fs/cgroup/a/memory.max': 'max\n' }
    const events = 'low 0\nhigh 0\nmax 9\noom 4\noom_kill 3\n'
    expect(await outOfMemoryKills(await machine({ ...two, 'sys/fs/cgroup/a/memory.events': events }))).toBe(3)
    const one = { 'proc/self/cgroup': '4:memory:/a\n', 'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '1000\n' }
    const control = 'oom_kill_disable 0\nunder_oom 0\noom_kill 7\n'
    expect(
      await outOfMemoryKills(await machine({ ...one, 'sys/fs/cgroup/memory/a/memory.oom_control': control })),
    ).toBe(7)
  })

  it('is counted on the machine where the group has none, and nowhere else', async () => {
    expect(await outOfMemoryKills(await machine({ 'proc/vmstat': 'nr_free 1\noom_kill 5\n' }))).toBe(5)
    expect(await outOfMemoryKills(await temporaryFolder())).toBeUndefined()
  })
})
