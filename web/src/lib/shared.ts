// A shared run in the shape that the stage of a run takes.

import type { Music, Run, SharedRun } from './answers'

export function sharedMusic(id: string, told: SharedRun): Music {
  const songs = told.songs.map((song, i) => ({ ...song, number: i + 1, inside: Math.max(0, song.ends - Math.max(0, song.begins)), seconds: null, link: '', cover: '', uri: '', at: null, flat_pace: null, tempo_note: '', features: null, sources: [], sent_by: '' }))
  return { id, outcome: 'complete', due: null, songs, gaps: [], sources: [] }
}

/** `length`: seconds of what is shown. What a stranger is not told is empty. */
export function sharedStanding(id: string, told: SharedRun, length: number): Run {
  return {
    id, title: told.title, sport: told.sport, start: `${told.day}T00:00:00Z`, offset: 0, elapsed: length, moving: told.seconds, distance: told.distance ?? 0, heart_rate: told.heart_rate,
    state: 'annotated', words: '', reason: '', how: '', due: null, target_url: null, backfill: false, songs: told.songs.length, music: 'complete', line: [], kept: false, text_closed: '',
    route: { state: told.route ? 'read' : 'none', why: '' }, digest: null, places: [], next: { words: '', due: null, waits: '' }, can: [], formats: [],
  }
}
