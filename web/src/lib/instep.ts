// Whether the runner's steps fall together with the beat.

/** Cadence within 3 of the beat, or of half or double of it; false where either is unknown. */
export function inStep(cadence: number | null | undefined, beats: number | null | undefined): boolean {
  if (!cadence || !beats || Number.isNaN(cadence)) return false
  return [beats / 2, beats, beats * 2].some((each) => Math.abs(cadence - each) <= 3)
}
