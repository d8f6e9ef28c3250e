// Asks the server. Answers are kept with their ETag, so that an unchanged one costs a 304; refusals are RFC 9457 problems.

import { begun, Problem, reach } from './reach'

export { Problem }

interface Kept {
  etag: string
  body: unknown
}

const kept = new Map<string, Kept>()
const MOST_KEPT = 60

/** What was thrown as a refusal: of anything else no answer is known. */
export const asProblem = (error: unknown) => (error instanceof Problem ? error : new Problem(0, String(error), ''))

/** What to show of anything that was thrown: one sentence. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Problem)) return String(error)
  const said = error.detail || error.title
  return [said, ...error.errors.filter(({ message }) => !said.includes(message)).map(({ field, message }) => `${field}: ${message}`)].join(' ')
}

/** GET. The status 0 of a `Problem` means that no answer came at all. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const before = kept.get(path)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (before) headers['if-none-match'] = before.etag
  const answer = await (begun(path) ?? reach(path, { headers, signal }))
  if (answer.status === 304 && before) return before.body as T
  if (!answer.ok) throw await problemOf(answer)
  const body = (await answer.json()) as T
  const etag = answer.headers.get('etag')
  if (etag) {
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!)
    kept.set(path, { etag, body })
  }
  return body
}

/** Anything that changes something: JSON in, JSON (or nothing) out. */
export async function send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const answer = await reach(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  if (!answer.ok) throw await problemOf(answer)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text()
  const after = Number(answer.headers.get('retry-after')) || null
  try {
    const said = JSON.parse(text) as { title?: unknown; detail?: unknown; errors?: unknown }
    const words = (value: unknown) => (typeof value === 'string' ? value : '')
    return new Problem(answer.status, words(said.title) || `HTTP ${answer.status}`, words(said.detail), after, Array.isArray(said.errors) ? (said.errors as Problem['errors']) : [])
  } catch {
    return new Problem(answer.status, `HTTP ${answer.status}`, '', after) // not JSON: a proxy's page
  }
}
