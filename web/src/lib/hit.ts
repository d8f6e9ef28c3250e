// Which moment of the run is meant by a place on the map.

/** Points on the screen, in order of time: x, y in pixels and seconds; x is NaN where the place is not known. */
export interface Screen {
  x: Float64Array
  y: Float64Array
  t: Float64Array
}

/** Seconds of each pass of the route within `reach` pixels, in order of time: the nearest point of each. */
export function passes(screen: Screen, x: number, y: number, reach = 24, apart = 20): number[] {
  const found: { t: number; far: number; last: number }[] = []
  for (let i = 0; i < screen.x.length; i++) {
    const far = (screen.x[i] - x) ** 2 + (screen.y[i] - y) ** 2
    if (!(far <= reach * reach)) continue
    const pass = found[found.length - 1]
    if (!pass || screen.t[i] - pass.last > apart) found.push({ t: screen.t[i], far, last: screen.t[i] })
    else {
      pass.last = screen.t[i]
      if (far < pass.far) [pass.far, pass.t] = [far, screen.t[i]]
    }
  }
  return found.map((pass) => pass.t)
}

/** The moment for a click: the first pass, or, when the cursor is at one of them already, the one after it. */
export function nextPass(times: readonly number[], now: number): number | undefined {
  const at = times.findIndex((t) => Math.abs(t - now) < 20)
  return at < 0 ? times[0] : times[(at + 1) % times.length]
}

/** Of the places for a label, the one that hides least of the route: the first of the best. */
export function calmest<Place extends { left: number; top: number }>(places: readonly Place[], screen: Screen, width: number, height: number): Place {
  let best = places[0]
  let least = Infinity
  for (const place of places) {
    let hidden = 0
    for (let i = 0; i < screen.x.length; i++) {
      if (screen.x[i] > place.left - 6 && screen.x[i] < place.left + width + 6 && screen.y[i] > place.top - 6 && screen.y[i] < place.top + height + 6) hidden++
    }
    if (hidden < least) [best, least] = [place, hidden]
  }
  return best
}
