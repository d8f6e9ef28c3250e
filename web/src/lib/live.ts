// News of the server: one event stream for all tabs of this browser, and none while nobody looks.

export const KINDS = ['tick', 'run', 'play', 'connection', 'song', 'live', 'again'] as const
/** `again`: what was missed is not known, so everything is asked for again. */
export type Kind = (typeof KINDS)[number]
export interface News {
  kind: Kind
  what: Record<string, string>
}
type Heard = (news: readonly News[]) => void

const NAME = 'runtrack-events'
const RETRY = 30_000 // ms, after the stream was refused (too many are open, signed out)
const TOGETHER = 250 // ms: news come in bursts, and pages ask once for each
const AGAIN: News = { kind: 'again', what: {} }

export class Stream {
  private readonly heard = new Set<Heard>()
  private readonly tabs = new BroadcastChannel(NAME)
  private stop: AbortController | undefined
  private pending: News[] = []

  constructor() {
    this.tabs.onmessage = ({ data }: MessageEvent<News>) => this.hear(data)
    document.addEventListener('visibilitychange', () => {
      this.look()
      this.hear(AGAIN) // a hidden tab has heard nothing
    })
  }

  /** Calls `heard` with what came, some of it together, until the returned function is called. */
  listen(heard: Heard): () => void {
    this.heard.add(heard)
    this.look()
    return () => {
      this.heard.delete(heard)
    }
  }

  /** Joins while the tab is seen, and leaves when it is hidden. */
  private look(): void {
    if (document.visibilityState !== 'visible') {
      this.stop?.abort()
      this.stop = undefined
    } else if (!this.stop && this.heard.size) {
      const { signal } = (this.stop = new AbortController())
      void alone(signal, () => this.follow(signal))
    }
  }

  /** The stream itself, until `signal`. The browser comes back by itself, with the last event's id, after a break. */
  private follow(signal: AbortSignal): Promise<void> {
    return new Promise((ended) => {
      let source: EventSource | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      const begin = () => {
        source = new EventSource('/api/events')
        let last = '' // without an id the server cannot know what was missed
        source.onopen = () => last || this.pass(AGAIN)
        for (const kind of KINDS) {
          source.addEventListener(kind, (event: MessageEvent<string>) => {
            last = event.lastEventId
            this.pass({ kind, what: JSON.parse(event.data) as News['what'] })
          })
        }
        source.onerror = () => {
          if (source?.readyState !== EventSource.CLOSED) return
          timer = setTimeout(() => {
            this.pass(AGAIN) // without a stream pages ask from time to time
            begin()
          }, RETRY)
        }
      }
      const end = () => {
        clearTimeout(timer)
        source?.close()
        ended()
      }
      if (signal.aborted) return ended()
      signal.addEventListener('abort', end)
      begin()
    })
  }

  private pass(news: News): void {
    this.tabs.postMessage(news)
    this.hear(news)
  }

  hear(news: News): void {
    if (document.visibilityState !== 'visible') return
    this.pending.push(news)
    if (this.pending.length > 1) return
    setTimeout(() => {
      const told = this.pending
      this.pending = []
      for (const heard of [...this.heard]) heard(told)
    }, TOGETHER)
  }
}

/** Works while no other tab of this browser does. Over plain http browsers have no locks: there each tab has its own. */
async function alone(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work()
  try {
    await navigator.locks.request(NAME, { signal }, work)
  } catch (error) {
    if (!signal.aborted) throw error // else it was still waiting when the tab was hidden
  }
}

let stream: Stream | undefined

/** Lets the pages of this tab ask for everything again. */
export function afresh(): void {
  stream?.hear(AGAIN)
}

/** Calls `news` when something of these kinds came, or of `again`, until the returned function is called. */
export function live(kinds: readonly Kind[], news: (told: readonly News[]) => void): () => void {
  stream ??= new Stream()
  return stream.listen((told) => {
    const wanted = told.filter(({ kind }) => kind === 'again' || kinds.includes(kind))
    if (wanted.length) news(wanted)
  })
}
