// The two large parts of a run's page, each with a library of its own: they are fetched apart.

export const drawers = {
  map: () => import('./map'),
  lanes: () => import('./Lanes.svelte'),
}
