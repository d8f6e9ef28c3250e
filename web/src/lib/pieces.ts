// The route cut into lines of one colour, for the map: by song, or by a value in steps of the ramp.

import { rampEnds, rampStep, RAMP, QUIET, songColour, type ColourBy } from './colours'
import { known, type Route } from './route'
import { spanAt, type Span } from './spans'

/** One line of the map. `song`: whose it is, for making the current one thick; points are [lat, lon]. */
export interface Piece {
  colour: string
  song: number
  from: number
  to: number
  points: [number, number][]
}

/** What a point's colour is taken from, by kind: values per point (pace: worked out once it is wanted), or one per song (energy, 0…1). */
export interface Values {
  pace: () => Float64Array
  heartRate: Float64Array | undefined
  energy: readonly (number | null)[]
}

const STEPS = 500

/** `ink`: of a plain line. A break of more than `hole` seconds, or unknown places, ends a line. */
export function piecesOf(route: Route, spans: readonly Span[], by: ColourBy, values: Values, ink: string, hole = 30): Piece[] {
  const { lat, lon } = route.channels
  if (!lat || !lon) return []
  const step = by === 'plain' || by === 'song' ? () => ink : stepper(by, values)
  const pieces: Piece[] = []
  let piece: Piece | undefined
  let span: Span | undefined
  for (let i = 0; i < route.time.length; i++) {
    if (!known(lat[i]) || !known(lon[i])) {
      piece = undefined
      continue
    }
    const t = route.time[i]
    const before = span
    span = spanAt(spans, t)
    const song = span?.song ?? -1
    const colour = by === 'plain' ? ink : by === 'song' ? songColour(song) : step(i, song)
    const here: [number, number] = [lat[i], lon[i]]
    if (piece && t - piece.to > hole) piece = undefined
    if (piece && (span !== before || colour !== piece.colour)) {
      piece.points.push(here) // the lines meet
      piece.to = t
      piece = undefined
    }
    if (!piece) pieces.push((piece = { colour, song, from: t, to: t, points: [] }))
    piece.points.push(here)
    piece.to = t
  }
  return pieces.filter((each) => each.points.length > 1)
}

/** The colour at point `i`. Values change it at most one in `STEPS` of the run: a line of thousands of pieces shows no more. */
function stepper(by: ColourBy, values: Values): (i: number, song: number) => string {
  const of = (step: number) => (step < 0 ? QUIET : RAMP[step])
  if (by === 'energy') return (_, song) => of(rampStep(values.energy[song] ?? NaN, 0, 1))
  const column = by === 'pace' ? values.pace() : values.heartRate
  if (!column) return () => QUIET
  const [low, high] = rampEnds(column)
  const every = Math.max(1, Math.floor(column.length / STEPS))
  const at = (i: number) => column[Math.min(column.length - 1, i - (i % every) + (every >> 1))]
  return by === 'pace'
    ? (i) => of(rampStep(-at(i), -high, -low)) // a low pace is fast
    : (i) => of(rampStep(at(i), low, high))
}
