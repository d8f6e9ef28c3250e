// What the list of runs is narrowed to, and how that stands in the address: a link to it shows the same list.

export const STATES = ['all', 'with_songs', 'waiting', 'needs_you'] as const
export type StateFilter = (typeof STATES)[number]

export interface Filters {
  q: string
  state: StateFilter
  year: number | null
  /** A local day, "2026-11-21". */
  day: string
}

export const NO_FILTERS: Filters = { q: '', state: 'all', year: null, day: '' }

/** Whatever is not understood is left out: an address may come from anywhere. */
export function fromSearch(search: string): Filters {
  const given = new URLSearchParams(search)
  const state = given.get('state') as StateFilter
  const year = Number(given.get('year'))
  const day = given.get('day') ?? ''
  return {
    q: (given.get('q') ?? '').slice(0, 200),
    state: STATES.includes(state) ? state : 'all',
    year: Number.isInteger(year) && year > 1970 && year < 2200 ? year : null,
    day: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : '',
  }
}

/** "" without filters, else "?…", always in the same order. */
export function toSearch(filters: Filters): string {
  const given = new URLSearchParams()
  if (filters.q.trim()) given.set('q', filters.q.trim())
  if (filters.state !== 'all') given.set('state', filters.state)
  if (filters.year) given.set('year', String(filters.year))
  if (filters.day) given.set('day', filters.day)
  const text = given.toString()
  return text ? `?${text}` : ''
}

export function isNarrowed(filters: Filters): boolean {
  return toSearch(filters) !== ''
}
