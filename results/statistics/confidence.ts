/** Of every interval in summaries, tables and comparisons. The gate decides by its own. */
export const CONFIDENCE = 0.95
