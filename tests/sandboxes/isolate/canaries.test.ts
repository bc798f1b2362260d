import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'
import { describeCanaries } from '../canaries.ts'

describeCanaries('isolate', async () => new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 }))
