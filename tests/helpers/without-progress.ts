/** What a command says beside how its runs are going: `gsm8k · sft: 12 trials`, `gsm8k · sft  66.7%  n 12  41ms`. */
export const withoutProgress = (stderr: string): string =>
  stderr.replace(/^\S+ · .*(?:: \d+ trials?| {2}n \d+ .*)\n/gm, '')
