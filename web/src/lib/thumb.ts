// A small picture of a route: lines of one song's colour each, in a box.

import { songColour, QUIET } from './colours'

/** x and y in 0…1 (y down), and the song's place in the list, -1 for silence. */
export type ThumbPoint = readonly [number, number, number]

export interface ThumbLine {
  colour: string
  d: string
}

/** `grey`: a run without songs. The lines meet where a song ends. */
export function thumbLines(points: readonly ThumbPoint[], width: number, height: number, pad: number, grey: boolean): ThumbLine[] {
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [wide, high] = [Math.max(...xs) - left, Math.max(...ys) - top]
  const scale = Math.min((width - 2 * pad) / (wide || 1e-9), (height - 2 * pad) / (high || 1e-9))
  const [dx, dy] = [(width - wide * scale) / 2, (height - high * scale) / 2]
  const place = (point: ThumbPoint) => `${(dx + (point[0] - left) * scale).toFixed(1)} ${(dy + (point[1] - top) * scale).toFixed(1)}`
  const lines: ThumbLine[] = []
  points.forEach((point) => {
    const colour = grey ? QUIET : songColour(point[2])
    const last = lines[lines.length - 1]
    if (last) last.d += `L${place(point)}`
    if (!last || last.colour !== colour) lines.push({ colour, d: `M${place(point)}` })
  })
  return lines.filter((line) => line.d.includes('L'))
}
