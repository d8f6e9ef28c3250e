// Which rows of a long list are drawn: those in sight and some around, so that thousands scroll as a few do.

export interface Rows {
  first: number
  /** One after the last. */
  last: number
  /** Pixels above the first and below the last drawn row. */
  before: number
  after: number
}

/** `top`: pixels of the list that lie above the screen (less than 0: below its top edge); all rows are `height` high. */
export function rowsInSight(count: number, height: number, top: number, screen: number, around = 8): Rows {
  const first = Math.min(count, Math.max(0, Math.floor(top / height) - around))
  const last = Math.min(count, Math.max(first, Math.ceil((top + screen) / height) + around))
  return { first, last, before: first * height, after: (count - last) * height }
}

/** Of rows of different heights the numbers of those to draw. `tops`: the pixels where each begins and, at its end,
 * where the last one ends; `top`, `screen`: as above; `also`: one that is drawn wherever it is, so that a focus stays. */
export function rowsNear(tops: readonly number[], top: number, screen: number, also = -1, around = 8): number[] {
  const count = tops.length - 1
  const first = Math.max(0, lastAt(tops, top) - around)
  const last = Math.min(count, lastAt(tops, top + screen) + 1 + around)
  const near = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i)
  if (also < 0 || also >= count || (also >= first && also < last)) return near
  return also < first ? [also, ...near] : [...near, also]
}

/** The last row that begins at `y` or above it, 0 where none does. */
function lastAt(tops: readonly number[], y: number): number {
  let low = 0
  let high = tops.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (tops[middle] <= y) low = middle
    else high = middle
  }
  return low
}
