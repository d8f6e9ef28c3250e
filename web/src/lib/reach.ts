// One request to the server, and those that are on their way before anything of the page is there.

/** What the server said no with: `title` is the sentence to show, `detail` what to do. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly retryAfter: number | null = null,
    readonly errors: readonly { field: string; message: string }[] = [],
  ) {
    super(detail || title)
  }
}

export async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init, headers: { ...init.headers, 'accept-language': document.documentElement.lang } })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'no answer', '')
  }
}

const early = new Map<string, Promise<Response>>()
const STALE = 5000 // ms

/** Asks already for what a page will ask for first, while that is still being loaded and set up. */
export function begin(paths: readonly string[]): void {
  for (const path of paths) {
    const answer = reach(path, { headers: { accept: 'application/json' } })
    answer.catch(() => undefined) // who takes it is told
    early.set(path, answer)
    setTimeout(() => early.delete(path), STALE)
  }
}

/** The answer that was asked for early: it is given once. */
export function begun(path: string): Promise<Response> | undefined {
  const answer = early.get(path)
  early.delete(path)
  return answer
}
