import { expect, it } from 'vitest'
import { commandOf } from '../../../results/words/shell.ts'

it.each([
  [
    ['show', 'evalkit-runs/20261122T220310Z_gsm8k_sft_1f0c9a2e', 'gsm8k/17'],
    'evalkit show evalkit-runs/20261122T220310Z_gsm8k_sft_1f0c9a2e gsm8k/17',
  ],
  [['show', 'my runs/a', '17'], "evalkit show 'my runs/a' 17"],
  [['show', "it's", ''], `evalkit show 'it'\\''s' ''`],
  [['run', 'all', '--sample-id', '$(reboot)'], "evalkit run all --sample-id '$(reboot)'"],
])('%j is %s', (words, command) => expect(commandOf(words)).toBe(command))
