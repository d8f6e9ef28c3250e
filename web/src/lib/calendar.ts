// A year as weeks of seven days, Monday first, each day with how far was run.

export interface Day {
  /** "2026-11-21" */
  day: string
  distance: number
  runs: number
  songs: number
}

export interface Cell extends Day {
  /** 0…52 from the left, 0…6 from the top. */
  week: number
  weekday: number
  /** 0 rest … 4. */
  heat: number
  future: boolean
}

const LEVELS = [1, 5000, 10000, 15000] // metres from which heat 1, 2, 3, 4 begin

export function heatOf(metres: number): number {
  return LEVELS.filter((level) => metres >= level).length
}

/** Every day of `year`; `today`: "2026-11-29", after which days are the future. */
export function cellsOf(year: number, days: readonly Day[], today: string): Cell[] {
  const known = new Map(days.map((day) => [day.day, day]))
  const first = Date.UTC(year, 0, 1)
  const lead = (new Date(first).getUTCDay() + 6) % 7
  const cells: Cell[] = []
  for (let at = first; new Date(at).getUTCFullYear() === year; at += 86_400_000) {
    const name = new Date(at).toISOString().slice(0, 10)
    const place = lead + cells.length
    const day = known.get(name) ?? { day: name, distance: 0, runs: 0, songs: 0 }
    cells.push({ ...day, week: Math.floor(place / 7), weekday: place % 7, heat: heatOf(day.distance), future: name > today })
  }
  return cells
}

/** The week in which each month's first day lies, for the names above. */
export function monthWeeks(cells: readonly Cell[]): { month: number; week: number }[] {
  return cells.filter((cell) => cell.day.endsWith('-01')).map((cell) => ({ month: Number(cell.day.slice(5, 7)) - 1, week: cell.week }))
}
