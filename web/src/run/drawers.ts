// The large parts of a run's page, fetched apart: what is below its head, and the two with a library of their own.

export const drawers = {
  parts: () => import('./parts'),
  map: () => import('./map'),
  lanes: () => import('./Lanes.svelte'),
}
