// Which addresses of the API a page is made of: known before anything of the page is there.

import type { Filters } from './filters'
import { runPath } from './paths'
import { matched } from './router'

const WAITING = ['discovered', 'submitting', 'submitted']
const NEEDS_YOU = ['failed']

/** States of a chip, for its number. */
export const STATES_OF = { waiting: WAITING, needs_you: NEEDS_YOU } as const

export function listPath(filters: Filters, cursor: string | null = null, limit = 60): string {
  const asked = new URLSearchParams({ limit: String(limit) })
  if (filters.q.trim()) asked.set('q', filters.q.trim())
  if (filters.state === 'with_songs') asked.set('music', 'true')
  else if (filters.state !== 'all') for (const state of STATES_OF[filters.state]) asked.append('state', state)
  if (filters.year) asked.set('year', String(filters.year))
  if (filters.day) {
    asked.set('since', filters.day)
    asked.set('until', new Date(Date.parse(filters.day) + 86_400_000).toISOString().slice(0, 10))
  }
  if (cursor) asked.set('cursor', cursor)
  return `/api/activities?${asked}`
}

/** What the page at an address asks for at once. */
export function firstAsked(path: string, filters: Filters): string[] {
  if (path === '/' || path === '/runs') return [listPath(filters), '/api/status', '/api/calendar']
  if (path === '/insights') return ['/api/insights']
  const run = matched('/runs/:id', path)
  return run ? [runPath(run.id, '/music'), runPath(run.id)] : []
}
