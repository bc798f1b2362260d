/** Sum and mean of a list; the mean of an empty one is NaN. */
export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

export const mean = (values: readonly number[]) => sum(values) / values.length
