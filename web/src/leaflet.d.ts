// The types of Leaflet's source files, which are described for its one built file only.

declare module 'leaflet/src/control/Control.Attribution' {
  import { Control } from 'leaflet'
  export const Attribution: typeof Control.Attribution
}
declare module 'leaflet/src/core/Browser' {
  import { Browser } from 'leaflet'
  export default Browser
}
declare module 'leaflet/src/geo/LatLng' {
  export { latLng as toLatLng } from 'leaflet'
}
declare module 'leaflet/src/geo/LatLngBounds' {
  export { latLngBounds as toLatLngBounds } from 'leaflet'
}
declare module 'leaflet/src/layer/LayerGroup' {
  export { LayerGroup } from 'leaflet'
}
declare module 'leaflet/src/layer/marker/DivIcon' {
  export { DivIcon } from 'leaflet'
}
declare module 'leaflet/src/layer/marker/Marker' {
  export { Marker } from 'leaflet'
}
declare module 'leaflet/src/layer/tile/TileLayer' {
  export { TileLayer } from 'leaflet'
}
declare module 'leaflet/src/layer/vector/Canvas' {
  export { Canvas } from 'leaflet'
}
declare module 'leaflet/src/layer/vector/Circle' {
  export { Circle } from 'leaflet'
}
declare module 'leaflet/src/layer/vector/Polyline' {
  export { Polyline } from 'leaflet'
}
declare module 'leaflet/src/layer/vector/SVG' {
  export { SVG } from 'leaflet'
}
declare module 'leaflet/src/map/Map' {
  export { Map } from 'leaflet'
}
declare module 'leaflet/src/map/handler/Map.BoxZoom'
declare module 'leaflet/src/map/handler/Map.DoubleClickZoom'
declare module 'leaflet/src/map/handler/Map.Drag'
declare module 'leaflet/src/map/handler/Map.Keyboard'
declare module 'leaflet/src/map/handler/Map.TouchZoom'
