// A run's time cut into stretches, one song or silence each: what the strip, the map, the lanes and the list share.

export interface Timed {
  /** Seconds since the run's start; a song may have begun before it and end after the run. */
  start: number
  end: number
}

/** One stretch: `song` is its index in the list, -1 where nothing was playing, and -2 where music is still awaited. */
export interface Span {
  from: number
  to: number
  song: number
}

export const SILENCE = -1
export const AWAITED = -2

/**
 * All of 0…`length` seconds in order, without holes. A song that another one cuts off ends where that begins, but for one
 * that would have no stretch then, as where sources disagree about what was playing at the start: it has its own. Silence
 * shorter than `shortest` seconds belongs to the song before. `awaited`: what comes after the last song is not known yet.
 */
export function spansOf(songs: readonly Timed[], length: number, { shortest = 3, awaited = false } = {}): Span[] {
  const spans: Span[] = []
  let at = 0
  songs.forEach((song, i) => {
    const next = songs[i + 1]?.start ?? Infinity
    const from = Math.max(at, song.start)
    const to = Math.min(song.end, next > from ? next : Infinity, length)
    if (to <= from || from >= length) return
    if (from - at >= shortest) spans.push({ from: at, to: from, song: SILENCE })
    else if (spans.length > 0) spans[spans.length - 1].to = from
    spans.push({ from: from - at < shortest && spans.length === 0 ? at : from, to, song: i })
    at = to
  })
  const last = spans[spans.length - 1]
  if (last && length - at < shortest) last.to = length
  else if (length > at) spans.push({ from: at, to: length, song: awaited ? AWAITED : SILENCE })
  return spans
}

/** The stretch that `t` lies in: the last one at the very end. */
export function spanAt(spans: readonly Span[], t: number): Span | undefined {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle].from <= t) low = middle + 1
    else high = middle
  }
  return spans[Math.max(0, low - 1)]
}

/** Where the previous or next song begins, seen from `t`: back goes to the start of this one first, as players do. */
export function songJump(spans: readonly Span[], t: number, direction: 1 | -1): number {
  const starts = spans.filter((span) => span.song >= 0).map((span) => span.from)
  if (direction > 0) return starts.find((start) => start > t + 0.5) ?? spans[spans.length - 1]?.to ?? 0
  return starts.findLast((start) => start < t - 2) ?? 0
}
