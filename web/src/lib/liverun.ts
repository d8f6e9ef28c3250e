// A run in progress as the pages hold it: what came so far, what of it is stale, and where its lines and songs are.

import { songColour, QUIET } from './colours'
import type { LiveAnswer, LiveRunAnswer as LiveRun, LiveSongAnswer as LiveSong } from './schema'

export type { LiveAnswer, LiveRun, LiveSong }
export type Row = LiveRun['line'][number]

const STALE = 90 // s without a point, after which nothing is known of now
const UNSURE = 600 // s that a song of unknown length is taken to go on

/** What is there after this came: the whole run, or what of its line is new. Undefined: begin anew, something is missing. */
export function joined(before: LiveAnswer | undefined, came: LiveAnswer): LiveAnswer | undefined {
  if (!came.live || came.live.whole) return came
  if (before?.live?.id !== came.live.id) return undefined
  return { ...came, live: { ...came.live, whole: true, line: [...before.live.line, ...came.live.line] } }
}

/** Seconds since it was seen last, by the server's clock: `skew` is how far ours is ahead of it. */
export const silence = (run: LiveRun, now: number, skew: number) => Math.max(0, (now - skew - Date.parse(run.last)) / 1000)
export const isStale = (run: LiveRun, now: number, skew: number) => run.over || silence(run, now, skew) > STALE

/** The song that plays, with how far it is; undefined where none does as far as is known. */
export function playing(run: LiveRun, now: number, skew: number): { song: LiveSong; at: number | undefined } | undefined {
  const song = run.songs.at(-1)
  if (!song || song.ends !== null || run.over) return undefined
  const { position, position_at } = run
  const since = position_at ? (now - skew - Date.parse(position_at)) / 1000 : 0
  if (position === null || !position_at) return silence(run, now, skew) < UNSURE ? { song, at: undefined } : undefined
  const at = position + since
  return song.length !== null && at >= song.length ? undefined : { song, at }
}

export interface Line {
  colour: string
  points: [number, number][]
}

/** Its line, cut where another song begins and where places are unknown. */
export function linesOf(run: LiveRun): Line[] {
  const lines: Line[] = []
  let line: Line | undefined
  let song = 0
  for (const [t, lat, lon] of run.line) {
    if (lat === null || lon === null) {
      line = undefined
      continue
    }
    while (song < run.songs.length && ends(run.songs[song]) <= t) song++
    const colour = song < run.songs.length && run.songs[song].begins <= t ? songColour(song) : QUIET
    if (line && line.colour !== colour) {
      line.points.push([lat, lon]) // the lines meet
      line = undefined
    }
    if (!line) lines.push((line = { colour, points: [] }))
    line.points.push([lat, lon])
  }
  return lines
}

const ends = (song: LiveSong) => song.ends ?? Infinity

/** Where each full kilometre or mile was done. */
export function markers(run: LiveRun, metres: number): { n: number; place: [number, number] }[] {
  const found: { n: number; place: [number, number] }[] = []
  for (const [, lat, lon, far] of run.line) {
    if (lat === null || lon === null || far === null) continue
    const n = Math.floor(far / metres)
    if (n > (found.at(-1)?.n ?? 0)) found.push({ n, place: [lat, lon] })
  }
  return found
}

export const placeOf = (row: Row | undefined): [number, number] | undefined => (row && row[1] !== null && row[2] !== null ? [row[1], row[2]] : undefined)
export const placed = (run: LiveRun): Row[] => run.line.filter((row) => row[1] !== null && row[2] !== null)
