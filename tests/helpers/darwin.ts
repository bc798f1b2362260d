/**
 * Darwin's maize: heights of 15 cross-fertilized plants less those of their self-fertilized twins, in inches. Fisher
 * (1935, The Design of Experiments, sections 17 and 21) tested the mean difference by t and by flipping signs.
 */
export const DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48].map((eighths) => eighths / 8)
