import { defineCommand, inGroup } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS, SHOW_PROTECTED_FLAG } from '../../options/flags/shared.ts'
import { WORDS } from '../../training/contamination/ngram-size.ts'

/** `evalkit contamination` on the command line. */
export const command = defineCommand({
  usage: 'contamination [more..]',
  about: 'Search training data for benchmark questions and answers.',
  positionals: { more: { type: 'string', array: true, describe: 'more training files, as in --train data/*.jsonl' } },
  flags: {
    train: { type: 'array', string: true, value: 'FILE', describe: 'training data: JSON Lines of any form, also .gz' },
    benchmarks: {
      type: 'array',
      string: true,
      value: 'NAMES',
      values: async () => (await import('../../training/contamination/benchmarks.ts')).DEFAULT.map(({ name }) => name),
      describe: 'benchmarks to search for, separated by commas (default: all, each in one edition)',
    },
    words: { type: 'number', describe: `consecutive words that count as overlap (default: ${WORDS})` },
    remove: { type: 'boolean', describe: 'write the records without overlap to the file of -o' },
    ...inGroup('Output and files', {
      report: { type: 'string', value: 'FILE', describe: 'write all findings to this JSON file' },
      output: { type: 'string', alias: 'o', value: 'FILE', describe: 'with --remove: where clean records go' },
    }),
    'show-protected': SHOW_PROTECTED_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit contamination --train sft.jsonl', 'all benchmarks'],
    ['evalkit contamination --train sft.jsonl --remove -o clean.jsonl', 'drop contaminated records'],
  ],
})
