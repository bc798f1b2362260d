import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { describeForgedValues } from '../forged-values.ts'
import { describeRightPrograms } from '../right-programs.ts'

const missing = await nativeMissing()
const open = () => NativeSandbox.open(1)

describeRightPrograms(missing ?? 'native', open, missing !== undefined)
describeForgedValues(missing ?? 'native', open, missing !== undefined)
