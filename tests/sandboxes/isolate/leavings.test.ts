import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'
import { describeLeavings } from '../leavings.ts'

describeLeavings('isolate', async () => new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 }))
