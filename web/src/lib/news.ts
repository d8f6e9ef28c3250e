// What a page hears of changes; the stream itself is fetched once the page is there.

import { seen } from './seen'
import type { Kind, News } from './live'

/** Calls `heard` when something of these kinds came, or of `again`, until the returned function is called. */
export function news(kinds: readonly Kind[], heard: (told: readonly News[]) => void): () => void {
  let left = false
  let leave = () => {}
  const load = async () => {
    await seen()
    const { live } = await import('./live')
    if (!left) leave = live(kinds, heard)
  }
  void load().catch(() => undefined) // the server is away: the page stands, and says so when it is used
  return () => {
    left = true
    leave()
  }
}
