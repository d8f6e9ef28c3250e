// A run's route as the server keeps it (sync/core/route_packing.py): gzipped JSON, column by column, each column as
// steps from value to value. The browser has already unpacked the gzip; here the running sums are taken.

/** One column as it is sent: whole numbers, summed up `order` times, with `digits` behind the point. */
export interface PackedColumn {
  digits: number
  order: number
  steps: (number | null)[]
}

export interface PackedRoute {
  v: number
  /** Milliseconds since 1970 UTC of the first point, then the steps from point to point. */
  time: number[]
  channels: Partial<Record<Channel, PackedColumn>>
  pauses: [number, number][]
  offset: number | null
  sport: string | null
}

export const CHANNELS = ['lat', 'lon', 'distance', 'altitude', 'speed', 'heart_rate', 'cadence', 'power', 'temperature'] as const
export type Channel = (typeof CHANNELS)[number]

/**
 * The points of one run. `time`: seconds since the run's start. A value that the watch did not record is NaN, a channel
 * that never occurs is missing. distance m, altitude m, speed m/s, cadence steps/min of both feet.
 */
export interface Route {
  time: Float64Array
  channels: Partial<Record<Channel, Float64Array>>
  /** From and to in seconds since the run's start, the watch being stopped in between. */
  pauses: [number, number][]
  sport: string
}

export const ROUTE_VERSION = 2

/** Throws an Error for a route of a version that these pages do not know. `start`: ms since 1970 of the run's start. */
export function decodeRoute(packed: PackedRoute, start: number): Route {
  if (packed.v !== ROUTE_VERSION) throw new Error(`a route of version ${packed.v}, not ${ROUTE_VERSION}`)
  const time = new Float64Array(packed.time.length)
  let at = -start
  packed.time.forEach((step, i) => {
    at += step
    time[i] = at / 1000
  })
  const channels: Route['channels'] = {}
  for (const name of CHANNELS) {
    const column = packed.channels[name]
    if (column) channels[name] = decodeColumn(column)
  }
  const pauses = packed.pauses.map(([from, to]): [number, number] => [(from - start) / 1000, (to - start) / 1000])
  return { time, channels, pauses, sport: packed.sport ?? '' }
}

function decodeColumn({ digits, order, steps }: PackedColumn): Float64Array {
  const values = new Float64Array(steps.length)
  for (let i = 0; i < values.length; i++) values[i] = steps[i] ?? NaN
  for (let round = 0; round < order; round++) {
    let sum = 0
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) values[i] = sum += values[i]
  }
  const scale = 10 ** digits
  if (digits > 0) for (let i = 0; i < values.length; i++) values[i] /= scale
  return values
}

/** The last point at or before `t` (seconds), 0 before the first. */
export function pointAt(route: Route, t: number): number {
  const { time } = route
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (time[middle] <= t) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** A channel's value at `t`, straight between its two points; NaN where either is unknown or they lie far apart. */
export function valueAt(route: Route, values: Float64Array | undefined, t: number): number {
  if (!values || values.length === 0) return NaN
  const i = pointAt(route, t)
  const j = Math.min(i + 1, values.length - 1)
  const gap = route.time[j] - route.time[i]
  if (gap <= 0 || t <= route.time[i] || Number.isNaN(values[j])) return values[i]
  return values[i] + ((values[j] - values[i]) * Math.min(1, (t - route.time[i]) / gap))
}

/** Whether there is anything to draw on a map. */
export function hasPlaces(route: Route): boolean {
  return Boolean(route.channels.lat?.some((lat, i) => known(lat) && known(route.channels.lon?.[i])))
}

export function known(value: number | undefined | null): value is number {
  return value !== undefined && value !== null && !Number.isNaN(value)
}
