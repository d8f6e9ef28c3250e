// What the pictures of insights share: ticks, signs, and the names of figures.

import { number, type Taste } from '../lib/format'

/** Round values from `low` to `high`, some `wanted` of them. */
export function ticks(low: number, high: number, wanted = 5): number[] {
  const span = high - low
  if (!(span > 0)) return [low]
  const rough = span / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999)!
  const first = Math.ceil(low / step - 1e-9)
  const found: number[] = []
  for (let n = first; n * step <= high + step * 1e-9; n++) found.push(n === 0 ? 0 : n * step)
  return found
}

/** "−2.1", "+0.4": one figure behind the point, none from ten on. */
export function signed(value: number, taste: Taste): string {
  const digits = Math.abs(value) >= 9.95 ? 0 : 1
  const text = number(Math.abs(value), taste, digits)
  return Number(Math.abs(value).toFixed(digits)) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}

/** The largest distance from 0 of these, and a little more: both sides of a picture are as wide. */
export const reach = (values: number[], least: number) => Math.max(least, ...values.map(Math.abs)) * 1.06

/** So that nine dots of ten are wide apart: the value that `share` of them stay within. */
export function within(values: number[], share: number): number {
  const sorted = values.map(Math.abs).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
