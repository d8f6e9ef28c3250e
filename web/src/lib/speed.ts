// How fast the runner was at each point, calm enough to be read: the watch's own speed, or what the distances say,
// averaged over some seconds around.

import { known, type Route } from './route'

/** m/s at each point, averaged over `around` seconds; NaN where nothing is known. */
export function calmSpeed(route: Route, around = 16): Float64Array {
  return calm(route.time, route.channels.speed ?? fromDistance(route), around)
}

/** The means of the known values within `around` seconds about each point, never below 0; NaN where there is none. */
export function calm(time: Float64Array, raw: Float64Array, around: number): Float64Array {
  const calm = new Float64Array(time.length).fill(NaN)
  let first = 0
  let next = 0
  let sum = 0
  let count = 0
  for (let i = 0; i < time.length; i++) {
    while (next < time.length && time[next] <= time[i] + around / 2) {
      if (known(raw[next])) {
        sum += raw[next]
        count++
      }
      next++
    }
    while (time[first] < time[i] - around / 2) {
      if (known(raw[first])) {
        sum -= raw[first]
        count--
      }
      first++
    }
    if (count > 0) calm[i] = Math.max(0, sum / count)
  }
  return calm
}

function fromDistance(route: Route): Float64Array {
  const { time, channels } = route
  const speed = new Float64Array(time.length).fill(NaN)
  const distance = channels.distance
  if (!distance) return speed
  for (let i = 1; i < time.length; i++) {
    const seconds = time[i] - time[i - 1]
    if (seconds > 0 && seconds < 60) speed[i] = (distance[i] - distance[i - 1]) / seconds
  }
  return speed
}

/** Seconds per kilometre, not slower than `slowest`: standing is drawn at the bottom of the lane. */
export function paceOf(speed: number, slowest = 600): number {
  return known(speed) ? Math.min(slowest, 1000 / Math.max(speed, 0.001)) : NaN
}

/** The scale of a pace lane in seconds per kilometre: from the fastest that lasts to twice the usual pace. */
export function paceRange(speed: Float64Array): [number, number] {
  const moving = speed.filter((value) => value > 0.7).sort()
  if (moving.length === 0) return [240, 600]
  const usual = 1000 / moving[moving.length >> 1]
  const fastest = 1000 / moving[Math.floor(moving.length * 0.985)]
  return [Math.floor((fastest - 10) / 30) * 30, Math.min(1200, Math.ceil((usual * 1.85) / 30) * 30)]
}
