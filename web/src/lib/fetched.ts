// Parts of the pages that could not be fetched: nobody answers, or the pages are others by now, whose parts have other names.

import { say } from './here.svelte'
import { Problem } from './reach'

/** What to say where a whole page is missing. */
export async function unfetched(): Promise<Problem> {
  return (await answers()) ? new Problem(1, say('problem.newer'), say('problem.newer.detail')) : new Problem(0, '', '')
}

/**
 * Once more. Where that fails though the server answers, the whole page is loaded anew: it is another by now, or the
 * browser does not ask twice for what has failed.
 */
export async function fetchedAgain(part: () => Promise<unknown>): Promise<void> {
  try {
    await part()
  } catch {
    if (await answers()) location.reload()
  }
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch('/', { cache: 'no-store' })).ok
  } catch {
    return false
  }
}
