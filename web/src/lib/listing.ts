// What is drawn of listed runs: their strips and small pictures, and the year's days.

import type { CalendarRun, RunLine } from './answers'
import type { Day } from './calendar'
import { AWAITED, spansOf, type Span } from './spans'

/** The day on the runner's clock, "2026-11-21". */
export function dayOf(start: string, offset: number | null): string {
  return new Date(Date.parse(start) + (offset ?? 0) * 1000).toISOString().slice(0, 10)
}

export function daysOf(runs: readonly CalendarRun[]): Day[] {
  const days = new Map<string, Day>()
  for (const run of runs) {
    const name = dayOf(run.start, run.offset)
    const day = days.get(name) ?? { day: name, distance: 0, runs: 0, songs: 0 }
    days.set(name, { day: name, distance: day.distance + run.distance, runs: day.runs + 1, songs: day.songs + run.songs })
  }
  return [...days.values()]
}

/** The strip of a row; empty where only the number of its songs is known. */
export function stripOf(run: RunLine): Span[] {
  const awaited = run.due !== null && run.state === 'uploaded' && run.music !== 'complete'
  if (!run.parts?.length) return awaited ? [{ from: 0, to: Math.max(1, run.elapsed), song: AWAITED }] : []
  return spansOf(run.parts.map(([start, end]) => ({ start, end })), Math.max(1, run.elapsed), { awaited })
}

/** The row's route as points of a small picture: north is up, and a degree of longitude as wide as it is there. */
export function thumbOf(run: RunLine): [number, number, number][] {
  if (run.line.length < 2) return []
  const squeeze = Math.cos((run.line[0][0] * Math.PI) / 180)
  return run.line.map(([lat, lon], i) => {
    const t = (run.elapsed * i) / run.line.length
    return [lon * squeeze, -lat, run.parts?.findIndex(([begins, ends]) => t >= begins && t <= ends) ?? -1]
  })
}
