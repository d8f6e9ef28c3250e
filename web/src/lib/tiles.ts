// Where the map's background pictures come from. They tell that server where somebody runs, so a person can turn them off.

export interface Tiles {
  url: string
  attribution: string
}

export const OSM: Tiles = { url: 'https://tile.openstreetmap.org/{z}/{x}/{y}.png', attribution: '© <a href="https://www.openstreetmap.org/copyright" rel="noopener" target="_blank">OpenStreetMap</a>' }

/** null: no background. */
export function tilesOf(): Tiles | null {
  try {
    return localStorage.getItem('tiles') === 'none' ? null : OSM
  } catch {
    return OSM
  }
}
