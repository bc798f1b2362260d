import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { describeLeavings } from '../leavings.ts'

const missing = await nativeMissing()
describeLeavings(missing ?? 'native', () => NativeSandbox.open(1), missing !== undefined)
