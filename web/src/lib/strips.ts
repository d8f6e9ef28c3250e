// When the songs of listed runs began and ended, asked for once the list is there.

import { get } from './api'
import type { RunLine } from './answers'

/** Begin and end of each song in seconds since the run's start, by run. */
export type Strips = Readonly<Record<string, [number, number][]>>

/** What is known already and what has to be asked for: the runs whose songs are not known, or are others now. */
export class Known {
  private readonly asked = new Map<string, number>()
  private told: Strips = {}

  /** The time of the runs that are to be asked for; undefined: nothing is. */
  lacking(runs: readonly RunLine[]): [string, string] | undefined {
    const starts = runs.filter((run) => run.songs > 0 && this.asked.get(run.id) !== run.songs).map((run) => Date.parse(run.start))
    if (!starts.length) return undefined
    const at = (ms: number) => new Date(ms).toISOString()
    return [at(Math.min(...starts)), at(Math.max(...starts) + 1)]
  }

  /** `runs` are asked for, and this came. */
  learn(runs: readonly RunLine[], strips: readonly { id: string; songs: [number, number][] }[]): Strips {
    for (const run of runs) this.asked.set(run.id, run.songs)
    return (this.told = { ...this.told, ...Object.fromEntries(strips.map(({ id, songs }) => [id, songs])) })
  }

  async of(runs: readonly RunLine[]): Promise<Strips> {
    const time = this.lacking(runs)
    if (!time) return this.told
    const asked = new URLSearchParams({ since: time[0], until: time[1] })
    try {
      return this.learn(runs, (await get<{ strips: { id: string; songs: [number, number][] }[] }>(`/api/strips?${asked}`)).strips)
    } catch {
      return this.told // the list says that nobody answers
    }
  }
}

const known = new Known()
export const stripsOf = (runs: readonly RunLine[]) => known.of(runs)
