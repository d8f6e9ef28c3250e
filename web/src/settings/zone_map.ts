// The map on which privacy zones are drawn: Leaflet, in SVG, so that the theme's colours hold by themselves.

import L from 'leaflet'
import type { Zone } from '../lib/answers.own'
import type { Tiles } from '../lib/tiles'

export type Place = [number, number]

export class ZoneMap {
  private readonly map: L.Map
  private readonly circles = L.layerGroup()

  /** `lines`: routes to find one's way by. `added`, `moved`: what the person did, at degrees. */
  constructor(
    element: HTMLElement,
    lines: readonly Place[][],
    tiles: Tiles | null,
    private readonly added: (place: Place) => void,
    private readonly moved: (at: number, place: Place) => void,
  ) {
    const zoomAnimation = !matchMedia('(prefers-reduced-motion: reduce)').matches
    this.map = L.map(element, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, fadeAnimation: false, zoomAnimation, maxZoom: 18 })
    this.map.setView([20, 0], 2)
    if (tiles) {
      L.control.attribution({ prefix: false }).addAttribution(tiles.attribution).addTo(this.map)
      L.tileLayer(tiles.url, { maxZoom: 19, referrerPolicy: 'strict-origin-when-cross-origin' }).addTo(this.map)
    }
    for (const line of lines) L.polyline(line, { className: 'way', interactive: false, weight: 2.5 }).addTo(this.map)
    this.circles.addTo(this.map)
    this.map.on('click', ({ latlng }) => this.added(rounded(latlng)))
  }

  draw(zones: readonly Zone[]): void {
    this.circles.clearLayers()
    zones.forEach(({ lat, lon, radius }, at) => {
      const circle = L.circle([lat, lon], { radius, className: 'zone', interactive: false, weight: 2.5 })
      const icon = L.divIcon({ className: 'mark middle', html: document.createElement('span'), iconSize: undefined })
      const middle = L.marker([lat, lon], { icon, draggable: true, keyboard: false })
      middle.on('drag', () => circle.setLatLng(middle.getLatLng()))
      middle.on('dragend', () => this.moved(at, rounded(middle.getLatLng())))
      this.circles.addLayer(circle).addLayer(middle)
    })
  }

  /** Shows all these places. */
  fit(places: readonly Place[]): void {
    if (places.length) this.map.fitBounds(L.latLngBounds([...places]), { padding: [30, 30], maxZoom: 15, animate: false })
  }

  show({ lat, lon, radius }: Zone): void {
    this.map.fitBounds(L.latLng(lat, lon).toBounds(radius * 4), { animate: false })
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
