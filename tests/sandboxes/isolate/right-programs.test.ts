import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'
import { describeForgedValues } from '../forged-values.ts'
import { describeRightPrograms } from '../right-programs.ts'

const open = async () => new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })

describeRightPrograms('isolate', open)
describeForgedValues('isolate', open)
