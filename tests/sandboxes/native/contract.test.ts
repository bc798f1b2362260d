import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { describeContract } from '../contract.ts'

const missing = await nativeMissing()

describeContract(missing ?? 'native', () => NativeSandbox.open(2), missing !== undefined)
