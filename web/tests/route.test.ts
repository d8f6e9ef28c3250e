import { expect, test } from 'vitest'
import { decodeRoute, hasPlaces, pointAt, valueAt, type PackedRoute } from '../src/lib/route'

// What sync/core/route_packing.py writes for four points a second apart, the third without values.
const PACKED: PackedRoute = {
  v: 2,
  time: [1000_000, 1000, 1000, 1000],
  channels: {
    lat: { digits: 6, order: 2, steps: [1500000, -1400000, null, 100000] },
    lon: { digits: 6, order: 2, steps: [1500000, -1400000, null, 100000] },
    heart_rate: { digits: 0, order: 1, steps: [120, 2, null, -1] },
  },
  pauses: [[1001_000, 1002_000]],
  offset: 3600,
  sport: 'running',
}

test('a route is what its steps add up to, in seconds since the start of the run', () => {
  const route = decodeRoute(PACKED, 999_000)
  expect([...route.time]).toEqual([1, 2, 3, 4])
  expect([...route.channels.lat!]).toEqual([1.5, 1.6, NaN, 1.8])
  expect([...route.channels.heart_rate!]).toEqual([120, 122, NaN, 121])
  expect(route.channels.cadence).toBeUndefined()
  expect(route.pauses).toEqual([[2, 3]])
  expect(hasPlaces(route)).toBe(true)
})

test('a route of another version is refused, not drawn wrongly', () => {
  expect(() => decodeRoute({ ...PACKED, v: 3 }, 0)).toThrow('a route of version 3, not 2')
})

test('a moment belongs to the last point before it, and its value lies between its neighbours', () => {
  const route = decodeRoute(PACKED, 1000_000)
  expect([-5, 0, 0.9, 1, 2.5, 99].map((t) => pointAt(route, t))).toEqual([0, 0, 0, 1, 2, 3])
  expect(valueAt(route, route.channels.heart_rate, 0.5)).toBe(121)
  expect(valueAt(route, route.channels.heart_rate, 99)).toBe(121)
  expect(valueAt(route, route.channels.cadence, 1)).toBeNaN()
})

test('an empty route has no places and no values', () => {
  const route = decodeRoute({ ...PACKED, time: [], channels: {} }, 0)
  expect(hasPlaces(route)).toBe(false)
  expect(pointAt(route, 3)).toBe(0)
})
