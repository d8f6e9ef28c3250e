// What is worth a sentence about one run: the fastest song, the time in step, the longest silence.

import type { Song } from './answers'
import { inStep } from './instep'
import type { Route } from './route'
import { spanAt, type Span } from './spans'

/** The song that was run fastest to, of those with at least two minutes inside the run. */
export function fastestSong(songs: readonly Song[]): Song | undefined {
  const fair = songs.filter((song) => song.pace !== null && song.inside >= 120)
  return fair.length < 2 ? undefined : fair.reduce((best, song) => (song.pace! < best.pace! ? song : best))
}

/** Seconds in which the steps fell together with the beat; undefined where no cadence or no beat is known. */
export function secondsInStep(route: Route, spans: readonly Span[], songs: readonly Song[]): number | undefined {
  const cadence = route.channels.cadence
  if (!cadence || !songs.some((song) => song.tempo)) return undefined
  let seconds = 0
  for (let i = 1; i < route.time.length; i++) {
    const gap = route.time[i] - route.time[i - 1]
    const song = songs[spanAt(spans, route.time[i])?.song ?? -1]
    if (gap < 10 && song && inStep(cadence[i], song.tempo)) seconds += gap
  }
  return seconds
}

/** The longest silence between two songs, if it lasted at least half a minute. */
export function longestSilence(spans: readonly Span[]): Span | undefined {
  const first = spans.findIndex((span) => span.song >= 0)
  const last = spans.findLastIndex((span) => span.song >= 0)
  const quiet = spans.slice(first, last).filter((span) => span.song < 0 && span.to - span.from >= 30)
  return quiet.sort((a, b) => b.to - b.from - (a.to - a.from))[0]
}
