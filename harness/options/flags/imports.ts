/** Flags of commands that read logs of other tools. */
import { inGroup } from '../command.ts'

export const IMPORT_FLAGS = inGroup('Comparison and gate', {
  filter: {
    type: 'string',
    value: 'NAME',
    describe: 'of an imported log: only this filter or scorer',
  },
  metric: { type: 'string', value: 'NAME', describe: 'of an imported log: the headline score (default: its first)' },
})
