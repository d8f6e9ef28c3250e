// An answer of the server that a page shows: waiting, there, or refused.

import { asProblem, get, type Problem } from './api'

export class Asked<T> {
  data = $state.raw<T | undefined>()
  problem = $state.raw<Problem | undefined>()
  asking = $state(false)
  private path = ''
  private stop: AbortController | undefined

  /** Asks for another address; what was there stays until the answer comes, unless `fresh`. */
  async ask(path: string, { fresh = false } = {}): Promise<void> {
    this.stop?.abort()
    const stop = (this.stop = new AbortController())
    if (fresh || path !== this.path) [this.data, this.problem] = [undefined, undefined]
    this.path = path
    this.asking = true
    try {
      const data = await get<T>(path, stop.signal)
      if (stop.signal.aborted) return
      this.problem = undefined
      if (!alike(data, this.data)) this.data = data
    } catch (error) {
      if (stop.signal.aborted) return
      this.problem = asProblem(error)
    }
    this.asking = false
  }

  again(): Promise<void> {
    return this.ask(this.path)
  }

  end(): void {
    this.stop?.abort()
  }
}

/** What says the same stays the same object, so that nothing that is made of it begins anew. */
export function alike(one: unknown, other: unknown): boolean {
  return one === other || (other !== undefined && JSON.stringify(one) === JSON.stringify(other))
}
