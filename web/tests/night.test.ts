import { expect, test } from 'vitest'
import { nights, sunAbove } from '../src/lib/night'

test('the sun stands where an almanac has it', () => {
  expect(sunAbove(Date.UTC(2026, 5, 21, 12, 2), 51.4779, 0)).toBeCloseTo(61.96, 1) // Greenwich, noon of the longest day
  expect(sunAbove(Date.UTC(2026, 11, 21, 11, 58), 51.4779, 0)).toBeCloseTo(15.08, 1)
})

test('a night is from sunset to sunrise, as far as the run lasted', () => {
  const noon = Date.UTC(2026, 10, 14, 12)
  const [[from, to], ...others] = nights(noon, 86_400, 45.76, 4.83) // Lyon: 17:11 to 07:40 on its clocks
  expect(others).toEqual([])
  expect(Math.abs(from - (4 * 60 + 11) * 60)).toBeLessThan(300)
  expect(Math.abs(to - (18 * 60 + 40) * 60)).toBeLessThan(300)
  expect(nights(noon, 3600, 45.76, 4.83)).toEqual([])
  expect(nights(Date.UTC(2026, 5, 21), 86_400, 70, 20)).toEqual([]) // no night in the north in June
  expect(nights(Date.UTC(2026, 11, 21), 86_400, 80, 20)).toEqual([[0, 86_400]])
})
