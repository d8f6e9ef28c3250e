// The colours of songs, and of what the map can show instead. Every one has 3:1 on both map grounds (tests/palette).

export const SONGS = ['#007fc6', '#c85800', '#008b65', '#b6589d', '#9e7200', '#7670dc', '#d44b3d', '#5f8500'] as const
export const QUIET = '#727a86'
/** From low to high: of pace, heart rate and energy. */
export const RAMP = ['#007fc6', '#7670dc', '#b6589d', '#d44b3d', '#c85800'] as const

export type ColourBy = 'song' | 'pace' | 'heart_rate' | 'energy' | 'plain'
export const COLOUR_BY: readonly ColourBy[] = ['song', 'pace', 'heart_rate', 'energy', 'plain']

/** Of the song at this place in the run's list; of silence for less than 0. It repeats after eight: numbers tell apart. */
export function songColour(index: number): string {
  return index < 0 ? QUIET : SONGS[index % SONGS.length]
}

/** A value's step of the ramp, 0…4, between the two ends; -1 where the value is not known. */
export function rampStep(value: number, low: number, high: number): number {
  if (Number.isNaN(value)) return -1
  const share = high > low ? (value - low) / (high - low) : 0.5
  return Math.min(RAMP.length - 1, Math.max(0, Math.floor(share * RAMP.length)))
}

/** The ends of a ramp: what nine of ten values lie between, so that one wrong value does not pale all others. */
export function rampEnds(values: Iterable<number>): [number, number] {
  const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length === 0) return [0, 1]
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return [at(0.05), at(0.95)]
}

/** Relative luminance of #rrggbb, WCAG 2. */
export function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2 contrast of two #rrggbb, 1…21. */
export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}
