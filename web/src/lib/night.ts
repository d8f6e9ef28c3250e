// When it was dark during a run: where the sun was, to a tenth of a degree (the Astronomical Almanac's short formulas).

const DAY = 86_400_000 // ms
const J2000 = 10_957.5 // days from 1970 to noon of 1 January 2000
const SET = -0.833 // degrees: the sun's upper edge at the horizon, the air's bending included
const STEP = 120 // seconds

const sin = (degrees: number) => Math.sin((degrees * Math.PI) / 180)
const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180)
const degrees = (radians: number) => (radians * 180) / Math.PI

/** Degrees above the horizon; `at`: ms since 1970. */
export function sunAbove(at: number, lat: number, lon: number): number {
  const days = at / DAY - J2000
  const anomaly = 357.529 + 0.98560028 * days
  const along = 280.459 + 0.98564736 * days + 1.915 * sin(anomaly) + 0.02 * sin(2 * anomaly)
  const tilt = 23.439 - 0.00000036 * days
  const ascension = degrees(Math.atan2(cos(tilt) * sin(along), cos(along)))
  const declination = degrees(Math.asin(sin(tilt) * sin(along)))
  const hour = (18.697374558 + 24.06570982441908 * days) * 15 + lon - ascension
  return degrees(Math.asin(sin(lat) * sin(declination) + cos(lat) * cos(declination) * cos(hour)))
}

/** From and to of each night in seconds since `start` (ms since 1970), within `length` seconds. */
export function nights(start: number, length: number, lat: number, lon: number): [number, number][] {
  const found: [number, number][] = []
  for (let t = 0; t < length; t += STEP) {
    if (sunAbove(start + t * 1000, lat, lon) > SET) continue
    const last = found[found.length - 1]
    const to = Math.min(length, t + STEP)
    if (last && last[1] === t) last[1] = to
    else found.push([t, to])
  }
  return found
}
