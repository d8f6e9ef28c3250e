// The shapes of the API's answers that the pages use (docs/api.md). Times are ISO 8601, lengths of time seconds, distances metres.

export interface RunLine {
  id: string
  title: string
  sport: string
  start: string
  offset: number | null
  elapsed: number
  moving: number | null
  distance: number
  heart_rate: number | null
  state: string
  words: string
  reason: string
  how: string
  due: string | null
  target_url: string | null
  backfill: boolean
  songs: number
  music: string
  /** At most 64 places of the route; empty where there is none. */
  line: [number, number][]
  /** Begin and end of each song in seconds since the start, and the seconds of each place; where the server tells them. */
  parts?: [number, number][]
  line_at?: number[]
}

export interface RunList {
  runs: RunLine[]
  next: string | null
}

export interface CalendarRun {
  id: string
  start: string
  offset: number | null
  title: string
  elapsed: number
  distance: number
  state: string
  songs: number
}

export interface Calendar {
  year: number
  years: number[]
  sports: string[]
  runs: CalendarRun[]
}

export interface Digest {
  moving: number
  distance: number | null
  gain: number | null
  heart_rate: number | null
  most_heart_rate: number | null
  cadence: number | null
  efforts: { name: string; distance: number; seconds: number }[]
}

export type Doing = 'retry' | 'skip' | 'annotate' | 'remove_text' | 'no_text'

export interface Run extends RunLine {
  kept: boolean
  text_closed: string
  route: { state: 'read' | 'due' | 'none' | 'not kept'; why: string }
  digest: Digest | null
  places: { service: string; title: string; url: string }[]
  next: { words: string; due: string | null; waits: string }
  can: Doing[]
  formats: string[]
}

export interface Song {
  title: string
  artist: string
  album: string
  seconds: number | null
  link: string
  cover: string
  uri: string
  number: number
  begins: number
  ends: number
  inside: number
  at: number | null
  pace: number | null
  heart_rate: number | null
  cadence: number | null
  tempo: number | null
  tempo_note: string
  features: { bpm: number | null; energy: number | null } | null
  sources: string[]
}

export interface Gap {
  source: string
  after: string
  before: string
  sure: string
  why: string
}

export interface Music {
  id: string
  outcome: string
  due: string | null
  songs: Song[]
  gaps: Gap[]
  sources: string[]
}

export interface Why {
  id: string
  history: { at: string; state: string; why: string }[]
  next: Run['next']
  beside: string[]
}

export interface TextPreview {
  id: string
  title: string
  text: string
}

export interface ServiceState {
  service: string
  title: string
  connected: boolean
  health: string
  why: string
  warning: string
  last_success: string | null
}

export interface Backfill {
  since: string
  phase: string
  asked_at: string
  finished_at: string | null
  total: number
  done: number
  failed: number
  eta: string | null
  waits_until: string | null
  waits: string
}

export interface Notice {
  problem: string
  kind: string
  text: string
  opened_at: string
  service: string
  run: string
}

export interface Status {
  now: string
  since: string | null
  last_tick: string | null
  tick_overdue: boolean
  hangs: string
  needs_person: boolean
  sends: boolean
  rebuilding: boolean
  counts: Record<string, number>
  next_due: { id: string; title: string; state: string; due: string | null } | null
  services: ServiceState[]
  backfill: Backfill | null
  notices: Notice[]
}

export interface LoginField {
  name: string
  ask: string
  about: string
  hidden: boolean
  kind: 'text' | 'flag' | 'file'
}

export interface Connection {
  service: string
  title: string
  roles: string[]
  about: string
  has_login: boolean
  ready: boolean
  settings: { name: string; about: string; secret: boolean; set: boolean }[]
  how_to: string
  fields: LoginField[]
  redirect_address: string
  scopes: { name: string; title: string; needed: boolean; granted: boolean }[]
  connected: boolean
  health: string
  why: string
  way_out: string
  warning: string
  account: string
  last_success: string | null
  blocked_until: string | null
  login_ends_at: string | null
  asked_next_at: string | null
  endless: boolean
  forgets: string
  limits: string
}

export type LoginStep =
  | { step: 'ask'; attempt: string; fields: LoginField[]; note: string; meanwhile: string }
  | { step: 'open'; attempt: string; url: string }
  | { step: 'wait'; until: string; why: string; instead: string; refused: boolean }
  | { step: 'done'; account: string; scopes: string[]; said: string[]; warnings: string[] }

export interface Disconnected {
  service: string
  plays_deleted: number | null
  told: string
  why: string
  left_to_do: string
}

export interface Preference {
  name: string
  variable: string
  value: string
  origin: 'own' | 'environment' | 'default'
  secret: boolean
  set: boolean
  about: string
  choices: string[]
}

export interface SharedSong {
  title: string
  artist: string
  album: string
  begins: number
  ends: number
  pace: number | null
  heart_rate: number | null
  cadence: number | null
  tempo: number | null
}

export interface SharedRun {
  title: string
  day: string
  sport: string
  distance: number | null
  seconds: number | null
  heart_rate: number | null
  shows: string[]
  songs: SharedSong[]
  route: boolean
  hidden: boolean
}
