// The map of a run: Leaflet on a canvas. It draws without tiles, with refused ones and with ones that never come.

import 'leaflet/dist/leaflet.css'
import type L from 'leaflet'
import Browser from 'leaflet/src/core/Browser'
import { toLatLngBounds } from 'leaflet/src/geo/LatLngBounds'
import { Canvas } from 'leaflet/src/layer/vector/Canvas'
import { QUIET } from '../lib/colours'
import type { Screen } from '../lib/hit'
import { DivIcon, LayerGroup, LineMap, Marker } from '../lib/leaflet'
import type { Piece } from '../lib/pieces'
import { known, valueAt, type Route } from '../lib/route'
import type { Tiles } from '../lib/tiles'
import { Cased } from './cased'

const MOST_POINTS = 12_000
const TILES_WAIT = 4000 // ms without a single tile, after which the page says so

/** Moved without a transform or another z-index, as Leaflet does it: with each change of these the browser puts all layers
 * of the page together anew. */
class Moved extends Marker {
  _setPos({ x, y }: L.Point): void {
    const icon = this.getElement()
    if (icon) Object.assign(icon.style, { left: `${x}px`, top: `${y}px`, zIndex: '1000' })
  }
}

export class RunMap {
  readonly map: LineMap
  private readonly lines = new LayerGroup()
  private readonly numbers = new LayerGroup()
  private readonly pin: L.Marker
  private readonly bounds: L.LatLngBounds
  private drawn: { piece: Piece; line: Cased }[] = []

  constructor(
    element: HTMLElement,
    private readonly route: Route,
  ) {
    this.map = new LineMap(element, new Canvas({ padding: 0.3 }), {
      zoomSnap: 0.25,
      keyboard: false, // the page's own keys move the cursor
      dragging: !Browser.mobile,
    })
    const places = this.places()
    this.bounds = toLatLngBounds(places)
    this.lines.addTo(this.map)
    this.numbers.addTo(this.map)
    this.fit(false)
    this.marker(places[places.length - 1], 'finish').addTo(this.map)
    this.marker(places[0], 'start').addTo(this.map)
    this.pin = this.marker(places[0], 'pin', 1000, '', Moved).addTo(this.map)
  }

  /** Background pictures; `missing` is called with true when none has come in time, with false once one has. */
  tiles(tiles: Tiles, missing: (yes: boolean) => void): () => void {
    const layer = this.map.background(tiles)
    const timer = setTimeout(() => missing(true), TILES_WAIT)
    layer.on('tileload', () => {
      clearTimeout(timer)
      missing(false)
    })
    layer.addTo(this.map)
    return () => clearTimeout(timer)
  }

  /** All lines anew. Later ones lie over earlier ones, each with its own casing, so that laps can be told apart. */
  draw(pieces: readonly Piece[], casing: string): void {
    this.lines.clearLayers()
    this.drawn = pieces.map((piece) => {
      const line = new Cased(piece.points, { interactive: false, smoothFactor: 1.2, color: casing, weight: 8, colour: piece.colour, inner: piece.colour === QUIET ? 3.6 : 4.6 })
      this.lines.addLayer(line)
      return { piece, line }
    })
  }

  /** This song's lines thick and on top, the others thin; -3: all alike. Focus by width, never by fading. */
  front(song: number): void {
    for (const { piece, line } of this.drawn) {
      const on = piece.song === song && song >= 0
      const weight = song === -3 ? (piece.colour === QUIET ? 3.6 : 4.6) : on ? 8 : 3.6
      if (line.options.inner === weight) continue
      line.options.inner = weight
      line.setStyle({ weight: weight + (on ? 4 : 3.4) })
      if (on) line.bringToFront()
    }
  }

  /** Small numbers where songs begin, as far as they do not meet. */
  number(songs: readonly { n: number; t: number }[]): void {
    this.numbers.clearLayers()
    if (songs.length > 40) return
    const taken: L.Point[] = [0, this.route.time[this.route.time.length - 1]].map((t) => this.point(t)).filter((each) => each !== undefined)
    for (const { n, t } of songs) {
      const here = this.point(t)
      if (!here || taken.some((other) => other.distanceTo(here) < 34)) continue
      taken.push(here)
      this.marker(this.place(t)!, 'number', 0, String(n)).addTo(this.numbers)
    }
  }

  move(t: number): void {
    const place = this.place(t)
    if (place) this.pin.setLatLng(place)
  }

  /** Pixels of the map's box; undefined where the place is not known. */
  point(t: number): L.Point | undefined {
    const place = this.place(t)
    return place && this.map.latLngToContainerPoint(place)
  }

  screen(): Screen {
    const { lat, lon } = this.route.channels
    const rows = this.rows()
    const screen = { x: new Float64Array(rows.length).fill(NaN), y: new Float64Array(rows.length), t: new Float64Array(rows.length) }
    rows.forEach((row, i) => {
      screen.t[i] = this.route.time[row]
      if (!known(lat![row]) || !known(lon![row])) return
      const { x, y } = this.map.latLngToContainerPoint([lat![row], lon![row]])
      screen.x[i] = x
      screen.y[i] = y
    })
    return screen
  }

  fit(animate = true): void {
    const side = this.map.getSize().x < 600 ? 26 : 44
    // Above lies the choice of colours.
    this.map.fitBounds(this.bounds, { paddingTopLeft: [side, 76], paddingBottomRight: [side, 36], animate, maxZoom: 17 })
  }

  end(): void {
    this.map.remove()
  }

  private place(t: number): L.LatLngTuple | undefined {
    const [lat, lon] = [valueAt(this.route, this.route.channels.lat, t), valueAt(this.route, this.route.channels.lon, t)]
    return Number.isNaN(lat) || Number.isNaN(lon) ? undefined : [lat, lon]
  }

  private places(): L.LatLngTuple[] {
    const { lat, lon } = this.route.channels
    return this.rows()
      .filter((row) => known(lat![row]) && known(lon![row]))
      .map((row) => [lat![row], lon![row]])
  }

  private rows(): number[] {
    const every = Math.max(1, Math.ceil(this.route.time.length / MOST_POINTS))
    return Array.from({ length: Math.ceil(this.route.time.length / every) }, (_, i) => i * every)
  }

  private marker(place: L.LatLngExpression, kind: string, zIndexOffset = 0, text = '', Kind = Marker): L.Marker {
    const html = document.createElement('span')
    html.textContent = text
    const icon = new DivIcon({ className: `mark ${kind}`, html, iconSize: undefined })
    return new Kind(place, { icon, interactive: false, keyboard: false, zIndexOffset })
  }
}
