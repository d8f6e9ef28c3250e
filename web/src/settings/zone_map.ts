// The map on which privacy zones are drawn: Leaflet, in SVG, so that the theme's colours hold by themselves.

import type L from 'leaflet'
import 'leaflet/src/map/handler/Map.Keyboard'
import { toLatLng } from 'leaflet/src/geo/LatLng'
import { toLatLngBounds } from 'leaflet/src/geo/LatLngBounds'
import { Circle } from 'leaflet/src/layer/vector/Circle'
import { SVG } from 'leaflet/src/layer/vector/SVG'
import type { Zone } from '../lib/answers.own'
import { DivIcon, LayerGroup, LineMap, Marker, Polyline } from '../lib/leaflet'
import type { Tiles } from '../lib/tiles'

export type Place = [number, number]

export class ZoneMap {
  private readonly map: LineMap
  private readonly circles = new LayerGroup()

  /** `lines`: routes to find one's way by. `added`, `moved`: what the person did, at degrees. */
  constructor(
    element: HTMLElement,
    lines: readonly Place[][],
    tiles: Tiles | null,
    private readonly added: (place: Place) => void,
    private readonly moved: (at: number, place: Place) => void,
  ) {
    this.map = new LineMap(element, new SVG(), { maxZoom: 18 })
    this.map.setView([20, 0], 2)
    if (tiles) this.map.background(tiles).addTo(this.map)
    for (const line of lines) new Polyline(line, { className: 'way', interactive: false, weight: 2.5 }).addTo(this.map)
    this.circles.addTo(this.map)
    this.map.on('click', ({ latlng }) => this.added(rounded(latlng)))
  }

  draw(zones: readonly Zone[]): void {
    this.circles.clearLayers()
    zones.forEach(({ lat, lon, radius }, at) => {
      const circle = new Circle([lat, lon], { radius, className: 'zone', interactive: false, weight: 2.5 })
      const icon = new DivIcon({ className: 'mark middle', html: document.createElement('span'), iconSize: undefined })
      const middle = new Marker([lat, lon], { icon, draggable: true, keyboard: false })
      middle.on('drag', () => circle.setLatLng(middle.getLatLng()))
      middle.on('dragend', () => this.moved(at, rounded(middle.getLatLng())))
      this.circles.addLayer(circle).addLayer(middle)
    })
  }

  /** Shows all these places. */
  fit(places: readonly Place[]): void {
    if (places.length) this.map.fitBounds(toLatLngBounds([...places]), { padding: [30, 30], maxZoom: 15, animate: false })
  }

  show({ lat, lon, radius }: Zone): void {
    this.map.fitBounds(toLatLng(lat, lon).toBounds(radius * 4), { animate: false })
  }

  zoom(by: number): void {
    this.map.setZoom(this.map.getZoom() + by)
  }

  middle(): Place {
    return rounded(this.map.getCenter())
  }

  sized(): void {
    this.map.invalidateSize({ animate: false })
  }

  end(): void {
    this.map.remove()
  }
}

/** To a metre or so, within what the API takes. */
function rounded(place: L.LatLng): Place {
  const { lat, lng } = place.wrap()
  const five = (degrees: number) => Math.round(degrees * 1e5) / 1e5
  return [Math.max(-85, Math.min(85, five(lat))), five(lng)]
}
