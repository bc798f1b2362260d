import { expect, it } from 'vitest'
import { RecordLog } from '../../../results/store/record-log.ts'

it.runIf(process.platform === 'linux')('tells of a full disk, and what to do', async () => {
  const log = await RecordLog.open('/dev/full')
  await log.append({ id: 1 })
  await expect(log.close()).rejects.toMatchObject({
    name: 'StoreError',
    exitCode: 3,
    message: expect.stringMatching(/^\/dev\/full: cannot be written: ENOSPC/),
    hint: expect.stringMatching(/make room on it\. What was written before is kept/),
  })
})
