import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { describeCanaries } from '../canaries.ts'

const missing = await nativeMissing()
describeCanaries(missing ?? 'native', () => NativeSandbox.open(1), missing !== undefined)
