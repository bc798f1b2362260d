import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'
import { describeHumanEval } from '../humaneval.ts'

describeHumanEval('isolate', async () => new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 2 }))
