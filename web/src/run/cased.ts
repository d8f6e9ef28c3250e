// A line with a casing around it, drawn from one set of points: what is worked out for a line is most of its cost.

import type L from 'leaflet'
import { Polyline } from '../lib/leaflet'

export interface CasedOptions extends L.PolylineOptions {
  /** Of the line within: `color` and `weight` are the casing's, which is what has to be drawn anew when it moves. */
  colour: string
  inner: number
}

/** Of a canvas renderer. */
export class Cased extends Polyline {
  declare options: CasedOptions

  constructor(points: L.LatLngExpression[], options: CasedOptions) {
    super(points, options)
  }

  /** Leaflet calls it for each drawing, and strokes what the options say. */
  _updatePath(): void {
    const draw = (Polyline.prototype as unknown as { _updatePath: () => void })._updatePath
    const { color, weight, colour, inner } = this.options
    draw.call(this)
    this.options.color = colour
    this.options.weight = inner
    draw.call(this)
    this.options.color = color
    this.options.weight = weight
  }
}
