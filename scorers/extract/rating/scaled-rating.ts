/** Ratings on a scale of the user's own, within 1 to 10. */
import { bracketRating, type RatingRule } from './rating.ts'

/** What lies outside of the scale is no rating, and `4/5` is 4 where the scale ends at 5: it is read as the usual rule reads 4/10. */
export function scaledRating([min, max]: readonly [min: number, max: number]): RatingRule {
  const top = new RegExp(`(\\d)\\s{0,3}(?:/|out of)\\s{0,3}${max}(?!\\d|\\.\\d)`, 'gi')
  return {
    ...bracketRating,
    read(text, isCut) {
      const found = bracketRating.read(max === 10 ? text : text.replace(top, '$1/10'), isCut)
      return found !== null && found.rating >= min && found.rating <= max ? found : null
    },
  }
}
