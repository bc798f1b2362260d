/** Flags of commands that send results to experiment trackers. */
import { inGroup } from '../command.ts'

export const TRACKER_FLAGS = inGroup('Output and files', {
  tensorboard: {
    type: 'string',
    value: 'DIR',
    describe: 'write scores and intervals by training step as event files for TensorBoard',
  },
  mlflow: {
    type: 'string',
    value: 'URL',
    describe: 'send scores and intervals by training step to an MLflow server',
  },
})
