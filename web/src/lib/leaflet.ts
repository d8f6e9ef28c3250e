// What our maps need of Leaflet, out of its sources: its one built file is a third larger, with pop-ups, other
// projections and data formats that no map here has.

import 'leaflet/src/map/handler/Map.BoxZoom'
import 'leaflet/src/map/handler/Map.DoubleClickZoom'
import 'leaflet/src/map/handler/Map.Drag'
import 'leaflet/src/map/handler/Map.TouchZoom'
import { Attribution } from 'leaflet/src/control/Control.Attribution'
import { LayerGroup } from 'leaflet/src/layer/LayerGroup'
import { DivIcon } from 'leaflet/src/layer/marker/DivIcon'
import { Marker } from 'leaflet/src/layer/marker/Marker'
import { TileLayer } from 'leaflet/src/layer/tile/TileLayer'
import { Polyline } from 'leaflet/src/layer/vector/Polyline'
import { Map as AnyMap } from 'leaflet/src/map/Map'
import type { Layer, MapOptions, Renderer } from 'leaflet'
import type { Tiles } from './tiles'

export { DivIcon, LayerGroup, Marker, Polyline }

/** A map whose lines are all drawn by the one renderer that it is given, on a canvas or as SVG. */
export class LineMap extends AnyMap {
  constructor(
    element: HTMLElement,
    private readonly draws: Renderer,
    options: MapOptions,
  ) {
    super(element, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, fadeAnimation: false, zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches, ...options })
  }

  /** Leaflet asks for it for each line. */
  getRenderer(): Renderer {
    if (!this.hasLayer(this.draws as Layer)) this.addLayer(this.draws)
    return this.draws
  }

  /** Background pictures, with the words that their makers want to be named by. */
  background({ url, attribution }: Tiles): TileLayer {
    new Attribution({ prefix: false }).addAttribution(attribution).addTo(this)
    return new TileLayer(url, { maxZoom: 19, referrerPolicy: 'strict-origin-when-cross-origin' })
  }
}
