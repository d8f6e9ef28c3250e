import { expect, test } from 'vitest'
import { calmest, nextPass, passes } from '../src/lib/hit'
import { fastestSong, longestSilence } from '../src/lib/highlights'
import { spansOf } from '../src/lib/spans'
import { piecesOf } from '../src/lib/pieces'
import type { Song } from '../src/lib/answers'
import type { Route } from '../src/lib/route'

// Two laps along a line: there in 100 s, back in 100 s.
const xs = Float64Array.from({ length: 201 }, (_, i) => (i <= 100 ? i * 10 : (200 - i) * 10))
const screen = { x: xs, y: new Float64Array(201), t: Float64Array.from({ length: 201 }, (_, i) => i) }

test('a place that was passed twice means two moments, and a second click takes the other', () => {
  const times = passes(screen, 300, 5)
  expect(times).toEqual([30, 170])
  expect(nextPass(times, 90)).toBe(30)
  expect(nextPass(times, 31)).toBe(170)
  expect(nextPass(times, 170)).toBe(30)
})

test('far from the route no moment is meant', () => {
  expect(passes(screen, 300, 25)).toEqual([])
  expect(nextPass([], 3)).toBeUndefined()
})

test('a label goes where it hides least', () => {
  expect(calmest([{ left: 0, top: -10 }, { left: 0, top: 40 }], screen, 200, 30)).toEqual({ left: 0, top: 40 })
})

const route: Route = {
  time: Float64Array.from({ length: 11 }, (_, i) => i * 10),
  channels: { lat: Float64Array.from({ length: 11 }, (_, i) => i), lon: new Float64Array(11) },
  pauses: [],
  sport: 'running',
}
const values = { pace: () => Float64Array.from({ length: 11 }, (_, i) => 200 + i * 10), heartRate: undefined, energy: [0.1, 0.9] }

test('the same song heard again is a line of its own in a colour of its own, and lines meet', () => {
  const spans = spansOf([{ start: 0, end: 50 }, { start: 50, end: 100 }], 100)
  const pieces = piecesOf(route, spans, 'song', values, '#000000')
  expect(pieces.map(({ colour, points }) => [colour, points.length])).toEqual([['#007fc6', 6], ['#c85800', 6]])
  expect(pieces[0].points.at(-1)).toEqual(pieces[1].points[0])
})

test.each(['pace', 'heart_rate', 'energy', 'plain'] as const)('coloured by %s the whole way is drawn', (by) => {
  const pieces = piecesOf(route, spansOf([{ start: 0, end: 50 }], 100), by, values, '#101010')
  expect(pieces[0].from).toBe(0)
  expect(pieces.at(-1)!.to).toBe(100)
  if (by === 'plain') expect(new Set(pieces.map((piece) => piece.colour))).toEqual(new Set(['#101010']))
  if (by === 'heart_rate') expect(pieces.every((piece) => piece.colour === '#727a86')).toBe(true)
})

test('where the place is not known the line has a hole', () => {
  const lat = Float64Array.from(route.channels.lat!)
  lat[5] = NaN
  expect(piecesOf({ ...route, channels: { ...route.channels, lat } }, spansOf([], 100), 'song', values, '#000000')).toHaveLength(2)
})

test('the fastest song is one that lasted, and silence is told between songs only', () => {
  const song = (pace: number, inside: number) => ({ pace, inside }) as Song
  expect(fastestSong([song(200, 60), song(250, 200), song(260, 200)])?.pace).toBe(250)
  expect(fastestSong([song(250, 200)])).toBeUndefined()
  expect(longestSilence(spansOf([{ start: 50, end: 100 }, { start: 162, end: 200 }], 900))).toMatchObject({ from: 100, to: 162 })
  expect(longestSilence(spansOf([], 900))).toBeUndefined()
})
