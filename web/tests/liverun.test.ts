import { describe, expect, test } from 'vitest'
import { isStale, joined, linesOf, markers, playing, type LiveAnswer, type LiveRun, type LiveSong, type Row } from '../src/lib/liverun'

const NOW = Date.parse('2026-10-09T12:10:00Z')
const NONE = { distance: null, elapsed: null, pace: null, heart_rate: null, cadence: null }
const row = (t: number, place = true): Row => [t, place ? 59 + t / 1e5 : null, place ? 10 : null, t * 3, 150]
const song = (title: string, begins: number, ends: number | null, length: number | null = 200): LiveSong => ({ title, artist: 'Band', cover: '', length, begins, ends, figures: NONE })
const run = (more: Partial<LiveRun> = {}): LiveRun => ({ id: 'a', name: '', source: 'Garmin LiveTrack', begun: '2026-10-09T12:00:00Z', last: '2026-10-09T12:10:00Z', every: 10, over: false, hidden: false, figures: NONE, whole: true, line: [row(0), row(10), row(20)], songs: [], position: null, position_at: null, ...more })
const told = (live: LiveRun | null): LiveAnswer => ({ at: '2026-10-09T12:10:00Z', live })

describe('what came', () => {
  test('goes on where the line ended', () => {
    const whole = joined(told(run()), told(run({ whole: false, line: [row(30)], songs: [song('Blue', 0, 20)] })))!
    expect(whole.live!.line.map(([t]) => t)).toEqual([0, 10, 20, 30])
    expect(whole.live!.songs.length).toBe(1)
  })
  test('begins anew where it is another run, or the first of all', () => {
    expect(joined(told(run()), told(run({ id: 'b', whole: false, line: [row(30)] })))).toBeUndefined()
    expect(joined(undefined, told(run({ whole: false })))).toBeUndefined()
    expect(joined(told(run()), told(null))!.live).toBeNull()
  })
})

test('a run is stale after 90 s by the clock of the server, whatever ours says', () => {
  expect(isStale(run(), NOW + 89_000, 0)).toBe(false)
  expect(isStale(run(), NOW + 91_000, 0)).toBe(true)
  expect(isStale(run(), NOW + 3_600_000 + 30_000, 3_600_000)).toBe(false)
  expect(isStale(run({ over: true }), NOW, 0)).toBe(true)
})

test('the song that plays goes on by itself and ends when it is over', () => {
  const plays = run({ songs: [song('Blue', 0, 300), song('Red', 500, null)], position: 100, position_at: '2026-10-09T12:10:00Z' })
  expect(playing(plays, NOW + 20_000, 0)).toEqual({ song: plays.songs[1], at: 120 })
  expect(playing(plays, NOW + 101_000, 0)).toBeUndefined()
  expect(playing(run({ songs: [song('Blue', 0, 300)] }), NOW, 0)).toBeUndefined()
  expect(playing(run({ songs: [song('Red', 500, null, null)] }), NOW, 0)!.at).toBeUndefined()
  expect(playing({ ...plays, over: true }, NOW, 0)).toBeUndefined()
})

test('the line is cut by songs, without what lies between unknown places, and its pieces meet', () => {
  const lines = linesOf(run({ line: [row(0), row(10), row(20), row(30, false), row(40), row(50)], songs: [song('Blue', 5, 15), song('Red', 45, null)] }))
  expect(lines.map(({ points }) => points.length)).toEqual([2, 2, 1, 2, 1])
  expect(lines[0].points.at(-1)).toEqual(lines[1].points[0])
  expect(new Set(lines.map(({ colour }) => colour)).size).toBe(3)
})

test('each full kilometre has one mark, where it was done', () => {
  const line = Array.from({ length: 1000 }, (_, i) => row(i))
  expect(markers(run({ line }), 1000).map(({ n }) => n)).toEqual([1, 2])
})
