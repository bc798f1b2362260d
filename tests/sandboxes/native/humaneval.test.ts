import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { describeHumanEval } from '../humaneval.ts'

const missing = await nativeMissing()

describeHumanEval('native', () => NativeSandbox.open(2), missing)
