import { expect, test } from 'vitest'
import { clock, distance, distanceWithUnit, longDay, number, pace, relative, stretch, timeOfDay } from '../src/lib/format'
import { inStep } from '../src/lib/instep'
import { coverOf } from '../src/lib/cover'
import { thumbLines } from '../src/lib/thumb'

const EN = { language: 'en', units: 'metric' } as const
const DE = { language: 'de', units: 'metric' } as const
const US = { language: 'en', units: 'imperial' } as const

test('figures are written in the units and the language of the person', () => {
  expect(distanceWithUnit(9012, EN)).toBe('9.01 km')
  expect(distanceWithUnit(9012, DE)).toBe('9,01 km')
  expect(distanceWithUnit(9012, US)).toBe('5.60 mi')
  expect(pace(314, EN)).toBe('5:14')
  expect(pace(314, US)).toBe('8:25')
  expect(distance(null, EN)).toBe('–')
  expect(pace(Infinity, EN)).toBe('–')
  expect(stretch(4750, 5670, EN)).toBe('4.75–5.67')
})

test.each(['en', 'de'])('numbers are written as the browser writes them in %s', (language) => {
  for (let digits = 0; digits < 3; digits++) {
    const browsers = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    for (const value of [0, 1, 9.12, 999, 999.96, 1000, 12345.678, 1234567.1, -7.3, -1234.5678]) {
      expect(number(value, { language }, digits)).toBe(browsers.format(value).replace('-', '−'))
    }
  }
})

test.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [2833, '47:13'],
  [4701, '1:18:21'],
  [86_399, '23:59:59'],
  [-90, '−1:30'],
])('%d seconds are %s', (seconds, text) => {
  expect(clock(seconds)).toBe(text)
})

test('a run is told on the clock of the place where it was', () => {
  const now = new Date('2026-11-29T12:00:00Z')
  expect(timeOfDay('2026-11-21T07:12:00Z', 3600, 'en')).toBe('08:12')
  expect(longDay('2026-11-20T23:30:00Z', 3600, 'en', now)).toBe('Saturday 21 November')
  expect(longDay('2025-11-20T12:30:00Z', 3600, 'de', now)).toContain('2025')
})

test('what is near is told from now, what is far by its day', () => {
  const now = new Date('2026-11-29T12:00:00')
  expect(relative('2026-11-29T11:58:00', now, 'en')).toBe('2 min ago')
  expect(relative('2026-11-29T19:02:00', now, 'en')).toBe('19:02')
  expect(relative('2026-11-27T19:02:00', now, 'en')).toBe('Fri 19:02')
})

test('steps are in step with the beat, its half and its double, and never with nothing', () => {
  expect([inStep(168, 170), inStep(168, 85), inStep(84, 168), inStep(168, 160), inStep(168, null), inStep(NaN, 168)]).toEqual([true, true, true, false, false, false])
})

test('a song always has the same cover', () => {
  expect(coverOf('tin weather|run the reservoir')).toEqual(coverOf('tin weather|run the reservoir'))
  expect(new Set(Array.from({ length: 200 }, (_, i) => JSON.stringify(coverOf(`song ${i}`)))).size).toBeGreaterThan(150)
})

test('a thumbnail changes colour with the song and stays in its box', () => {
  const lines = thumbLines([[0, 0, 0], [0.5, 0, 0], [1, 0, 1], [1, 1, -1]], 76, 56, 6, false)
  expect(lines.map((line) => line.colour)).toEqual(['#007fc6', '#c85800', '#727a86'].slice(0, lines.length))
  for (const line of lines) for (const [, x, y] of line.d.matchAll(/([\d.]+) ([\d.]+)/g)) expect(+x >= 6 && +x <= 70 && +y >= 6 && +y <= 50).toBe(true)
})
