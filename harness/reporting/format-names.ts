/** The names of the report formats. */
export const FORMAT_NAMES = [
  'table',
  'markdown',
  'json',
  'junit',
  'html',
  'csv',
  'long-csv',
  'parquet',
  'scores-csv',
  'scores-parquet',
] as const
export type FormatName = (typeof FORMAT_NAMES)[number]

/** Forms of `evalkit curve`. */
export const CURVE_FORMATS = ['table', 'markdown', 'json', 'csv'] as const
export type CurveFormat = (typeof CURVE_FORMATS)[number]
