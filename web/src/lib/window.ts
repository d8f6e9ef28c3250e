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
