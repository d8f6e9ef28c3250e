// An answer of the server that a component shows: waiting, there, or refused. It ends with its component.

import { asProblem, get, type Problem } from './api'

export class Asked<T> {
  data = $state.raw<T | undefined>()
  problem = $state.raw<Problem | undefined>()
  asking = $state(false)
  private path = ''
  private stop: AbortController | undefined
  private left = false

  /** Made where a component is set up. */
  constructor() {
    $effect(() => () => {
      this.left = true
      this.stop?.abort()
    })
  }

  /**
   * Asks for another address; what was there stays until the answer comes, unless `fresh`. True: it came, and is the
   * newest that was asked for. After false its component may be gone, and what it had with it: nothing of it is read.
   */
  async ask(path: string, { fresh = false } = {}): Promise<boolean> {
    if (this.left) return false
    this.stop?.abort()
    const stop = (this.stop = new AbortController())
    if (fresh || path !== this.path) [this.data, this.problem] = [undefined, undefined]
    this.path = path
    this.asking = true
    try {
      const data = await get<T>(path, stop.signal)
      if (stop.signal.aborted) return false
      this.problem = undefined
      if (!alike(data, this.data)) this.data = data
    } catch (error) {
      if (stop.signal.aborted) return false
      this.problem = asProblem(error)
    }
    this.asking = false
    return true
  }

  again(): Promise<boolean> {
    return this.ask(this.path)
  }
}

/** What says the same stays the same object, so that nothing that is made of it begins anew. */
export function alike(one: unknown, other: unknown): boolean {
  return one === other || (other !== undefined && JSON.stringify(one) === JSON.stringify(other))
}
