// Addresses of the API that more than one place needs.

import type { Doing } from './answers'

export const runPath = (id: string, rest = '') => `/api/activities/${encodeURIComponent(id)}${rest}`

const DOING: Record<Doing, readonly ['POST' | 'DELETE', string, unknown?]> = {
  retry: ['POST', '/retry', {}],
  skip: ['POST', '/skip'],
  annotate: ['POST', '/annotate'],
  no_text: ['POST', '/no-text'],
  remove_text: ['DELETE', '/text'],
}

/** Method, address and body of what can be asked for about a run. */
export function asking(id: string, doing: Doing): readonly ['POST' | 'DELETE', string, unknown?] {
  const [method, rest, body] = DOING[doing]
  return [method, runPath(id, rest), body]
}

export const downloadPath = (id: string, format: string) => runPath(id, `/file.${encodeURIComponent(format)}`)
