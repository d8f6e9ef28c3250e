// Where a run in progress is told from: an event stream; where there is none, or it is blocked, asked for again and again.

import { joined, type LiveAnswer } from './liverun'

const ASK_EVERY = 10_000 // ms
const STREAM_AGAIN = 60_000

export type Told = { answer: LiveAnswer; skew: number } | { status: number }

/** Calls `told` with everything that is known each time something came, until the returned function is called. */
export function follow(path: string, events: string, told: (came: Told) => void): () => void {
  const stop = new AbortController()
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let known: LiveAnswer | undefined
  let tag = ''

  function came(answer: LiveAnswer): boolean {
    const whole = joined(known, answer)
    if (!whole) return false
    known = whole
    told({ answer: whole, skew: Date.now() - Date.parse(whole.at) })
    return true
  }

  async function ask(): Promise<void> {
    try {
      const answer = await fetch(path, { signal: stop.signal, headers: tag ? { 'If-None-Match': tag } : {} })
      if (answer.ok) {
        tag = answer.headers.get('etag') ?? ''
        came((await answer.json()) as LiveAnswer)
      } else if (answer.status !== 304) told({ status: answer.status })
    } catch {
      if (!stop.signal.aborted) told({ status: 0 })
    }
  }

  /** Between two tries of the stream. */
  function asking(since: number): void {
    void ask().then(() => {
      if (stop.signal.aborted) return
      timer = setTimeout(() => (Date.now() - since < STREAM_AGAIN ? asking(since) : listen()), ASK_EVERY)
    })
  }

  function listen(): void {
    if (stop.signal.aborted || document.visibilityState !== 'visible') return
    source?.close()
    source = new EventSource(events)
    source.addEventListener('live', (event: MessageEvent<string>) => {
      if (!came(JSON.parse(event.data) as LiveAnswer)) listen() // the next one begins with everything
    })
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return // it comes back by itself
      asking(Date.now())
    }
  }

  function look(): void {
    clearTimeout(timer)
    source?.close()
    source = undefined
    listen()
  }
  document.addEventListener('visibilitychange', look)
  listen()
  return () => {
    stop.abort()
    clearTimeout(timer)
    source?.close()
    document.removeEventListener('visibilitychange', look)
  }
}
