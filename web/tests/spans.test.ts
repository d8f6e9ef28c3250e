import { expect, test } from 'vitest'
import { AWAITED, SILENCE, songJump, spanAt, spansOf } from '../src/lib/spans'

const song = (start: number, end: number) => ({ start, end })

test('songs and silence together fill the run, in order and without holes', () => {
  expect(spansOf([song(-20, 100), song(130, 200)], 300)).toEqual([
    { from: 0, to: 100, song: 0 },
    { from: 100, to: 130, song: SILENCE },
    { from: 130, to: 200, song: 1 },
    { from: 200, to: 300, song: SILENCE },
  ])
})

test.each([
  ['a song that is cut off ends where the next begins', [song(0, 100), song(60, 200)], 200, [0, 60, 200]],
  ['songs that all began before the run have each their stretch', [song(-150, 57), song(-75, 163), song(163, 293)], 293, [0, 57, 163, 293]],
  ['a breath between two songs is no silence', [song(0, 99), song(101, 200)], 200, [0, 101, 200]],
  ['a song outside the run is not in it', [song(0, 200), song(500, 600)], 200, [0, 200]],
  ['a run without songs is one silence', [], 200, [0, 200]],
  ['a run without length has no stretch', [], 0, []],
])('%s', (_, songs, length, edges) => {
  const spans = spansOf(songs, length)
  expect(spans.length ? [spans[0].from, ...spans.map((span) => span.to)] : []).toEqual(edges)
})

test('random songs always fill the run exactly', () => {
  let seed = 7
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
  for (let round = 0; round < 300; round++) {
    const songs = Array.from({ length: Math.floor(random() * 9) }, () => random() * 1200 - 100)
      .sort((a, b) => a - b)
      .map((start) => song(start, start + random() * 300))
    const spans = spansOf(songs, 1000)
    expect(spans[0].from).toBe(0)
    expect(spans.at(-1)!.to).toBe(1000)
    spans.slice(1).forEach((span, i) => expect(span.from).toBe(spans[i].to))
    spans.forEach((span) => expect(span.to).toBeGreaterThan(span.from))
  }
})

test('what comes after the last song is awaited while music may still come', () => {
  expect(spansOf([song(0, 100)], 300, { awaited: true }).at(-1)).toEqual({ from: 100, to: 300, song: AWAITED })
})

test('a jump goes to the next song, and back first to the start of this one', () => {
  const spans = spansOf([song(10, 100), song(130, 200)], 300)
  expect(songJump(spans, 50, 1)).toBe(130)
  expect(songJump(spans, 150, -1)).toBe(130)
  expect(songJump(spans, 131, -1)).toBe(10)
  expect(songJump(spans, 250, 1)).toBe(300)
  expect(spanAt(spans, 300)?.song).toBe(SILENCE)
})
