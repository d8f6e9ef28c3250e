// The map of a run in progress: its line so far, and a pin that is followed until a person moves the map.

import 'leaflet/dist/leaflet.css'
import type L from 'leaflet'
import { toLatLngBounds } from 'leaflet/src/geo/LatLngBounds'
import { Canvas } from 'leaflet/src/layer/vector/Canvas'
import { DivIcon, LayerGroup, LineMap, Marker } from '../lib/leaflet'
import { linesOf, markers, placed, placeOf, type LiveRun } from '../lib/liverun'
import type { Tiles } from '../lib/tiles'
import { Cased } from '../run/cased'

const CLOSE = 15

export class LiveMap {
  readonly map: LineMap
  private readonly lines = new LayerGroup()
  private readonly numbers = new LayerGroup()
  private pin: L.Marker | undefined
  private begun: L.Marker | undefined
  private follows = true

  constructor(
    element: HTMLElement,
    /** Called with whether the map follows the runner. */
    private readonly following: (yes: boolean) => void,
  ) {
    this.map = new LineMap(element, new Canvas({ padding: 0.3 }), { zoomSnap: 0.25, keyboard: true })
    this.map.setView([0, 0], 2)
    this.lines.addTo(this.map)
    this.numbers.addTo(this.map)
    this.map.on('dragstart', () => this.follow(false))
  }

  tiles(tiles: Tiles): void {
    this.map.background(tiles).addTo(this.map)
  }

  show(run: LiveRun, stale: boolean, casing: string, metres: number): void {
    this.lines.clearLayers()
    this.numbers.clearLayers()
    for (const { colour, points } of linesOf(run)) {
      this.lines.addLayer(new Cased(points, { interactive: false, smoothFactor: 1.2, color: casing, weight: 8, colour, inner: 4.6 }))
    }
    for (const { n, place } of markers(run, metres)) this.marker(place, 'number', String(n)).addTo(this.numbers)
    const rows = placed(run)
    const [first, last] = [placeOf(rows[0]), placeOf(rows.at(-1))]
    this.pin?.remove()
    this.begun?.remove()
    this.pin = this.begun = undefined
    if (!first || !last) return
    this.begun = this.marker(first, 'start').addTo(this.map)
    this.pin = this.marker(last, stale ? 'pin stale' : 'pin', '', 1000).addTo(this.map)
    if (this.follows) this.fit(run)
  }

  /** From now on, or no longer. */
  follow(yes: boolean, run?: LiveRun): void {
    this.follows = yes
    this.following(yes)
    if (yes && run) this.fit(run)
  }

  end(): void {
    this.map.remove()
  }

  /** The whole line while it is small, then the runner in the middle. */
  private fit(run: LiveRun): void {
    const places = placed(run).map((row) => placeOf(row)!)
    if (!places.length) return
    const bounds = toLatLngBounds(places)
    if (this.map.getBoundsZoom(bounds.pad(0.15)) >= 13) this.map.fitBounds(bounds, { padding: [36, 36], maxZoom: CLOSE + 1, animate: false })
    else this.map.setView(places.at(-1)!, Math.max(13, Math.min(CLOSE, this.map.getZoom())), { animate: false })
  }

  private marker(place: [number, number], name: string, text = '', above = 0): L.Marker {
    const html = document.createElement('span')
    html.textContent = text
    const icon = new DivIcon({ className: `mark ${name}`, html, iconSize: undefined })
    return new Marker(place, { icon, interactive: false, keyboard: false, zIndexOffset: above })
  }
}
