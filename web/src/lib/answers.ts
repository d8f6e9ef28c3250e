// The answers of the API that the pages use, by the names that they have here. Their shapes are made (schema.ts).

import type * as api from './schema'

export type { BackfillAnswer as Backfill, Calendar, CalendarRun, Connection, DigestAnswer as Digest, Disconnected, GapAnswer as Gap, LoginField, NoticeAnswer as Notice } from './schema'
export type { Preference, RunList, ServiceState, SharedRunAnswer as SharedRun, SharedSongAnswer as SharedSong, Status, TextPreview, Why } from './schema'

/** A run of the list; `parts`: begin and end of each song in seconds since the start, once they were asked for. */
export type RunLine = api.RunLine & { parts?: [number, number][] }
export type Doing = api.Run['can'][number]
export type LoginStep = api.AskStep | api.OpenStep | api.WaitStep | api.DoneStep

// Without what no page shows, and what a stranger's view of a run would have to make up.
export type Run = Omit<api.Run, 'multisport' | 'privacy' | 'target_id'>
export type Song = Omit<api.SongOfRun, 'album_mbid' | 'artists' | 'isrc' | 'mbid'>
export type Music = Omit<api.Music, 'songs'> & { songs: Song[] }
