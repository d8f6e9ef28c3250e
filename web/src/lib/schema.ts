// The shapes of the API, made by scripts/api_types.py (`make api-page`): never edited by hand.

export interface AllDisconnected {
  disconnected: Disconnected[]
}

export interface ArtistAnswer {
  name: string
  /** The source's own id; empty where it is not known, as `mbid`. */
  uri: string
  mbid: string
}

export interface AskStep {
  step: 'ask'
  attempt: string
  fields: LoginField[]
  /** To be said before. */
  note: string
  /** To be said once they are given: the answer takes its time. */
  meanwhile: string
}

export interface BackfillAnswer {
  since: string
  phase: BackfillPhase
  asked_at: string
  finished_at: string | null
  total: number
  done: number
  failed: number
  to_send: number
  to_confirm: number
  eta: string | null
  waits_until: string | null
  /** What holds it up; empty: nothing. */
  waits: string
  /** Its runs go on to the target; else they are kept here. */
  sends: boolean
}

export interface BackfillAsked {
  since: string
}

export type BackfillPhase = 'list' | 'compare' | 'work' | 'done'

export interface BackfillState {
  backfill: BackfillAnswer | null
}

export type Belongs = 'asked' | 'joined' | 'left' | 'blocked'

export interface CadenceAnswer {
  steps: number
  /** With how many you run to music; null: nobody counted them. */
  usual: number | null
  /** What was run to most comes first. */
  songs: FittingSong[]
}

export interface CadenceAsked {
  steps: number
}

export interface Calendar {
  year: number
  /** Every year that has runs, newest first. */
  years: number[]
  /** Every sport of this year. */
  sports: string[]
  runs: CalendarRun[]
}

export interface CalendarRun {
  id: string
  start: string
  offset: number | null
  title: string
  sport: string
  elapsed: number
  distance: number
  state: State
  songs: number
}

export interface Calling {
  called: string
}

export interface CameSong {
  id: string
  /** Empty: somebody who is not here any more. */
  sender: string
  /** The group to which it was sent; empty: to you alone. */
  group: string
  /** Empty where you do not belong to the group any more. */
  group_name: string
  song: NamedSong
  note: string
  sent_at: string
  state: ShareState
  /** It is looked for so long. */
  until: string
  /** When you began to play it. */
  heard_at: string | null
  /** You said so yourself. */
  said: boolean
  on_run: RunPart | null
}

export interface CameSongs {
  songs: CameSong[]
  /** The cursor of the page after, null at the end. */
  next: string | null
}

export interface Changed {
  mark: string
  /** Whether this server has event streams (`/api/events`): one that has them need not be asked again and again. */
  stream: boolean
}

export interface ChatAnswer {
  service: string
  title: string
  /** When the chat was connected; null: none is. */
  since: string | null
  /** Whether anything is written there. */
  open: boolean
  /** You have stopped it there, and begin it again there. */
  quiet: boolean
}

export interface ChatCode {
  code: string
  /** Opens the bot with it; empty: send it the code as `/start CODE`. */
  url: string
  ends: string
}

export interface Chats {
  chats: ChatAnswer[]
}

export interface Connection {
  service: string
  title: string
  roles: Role[]
  /** What connecting it does, in a sentence or two. */
  about: string
  /** Whether a person connects it; a catalogue, or a folder, is there by the settings alone. */
  has_login: boolean
  /** Whether it can be connected now: `settings` are all there. */
  ready: boolean
  /** What it needs to be set, empty: nothing. */
  settings: MissingSetting[]
  /** Where these settings come from. */
  how_to: string
  /** What may be given when a login begins; nothing has to be. */
  fields: LoginField[]
  /** What to enter at the service as the redirect address, exactly; empty: there is none. */
  redirect_address: string
  scopes: Permission[]
  connected: boolean
  health: 'fine' | 'not connected' | 'not set up' | 'login needed' | 'blocked' | 'not answering'
  /** Why it waits, or is not connected; empty where all is well. */
  why: string
  /** What to do about it; empty: nothing. */
  way_out: string
  /** What will need a person before long. */
  warning: string
  /** What a login of the last ten minutes came to; empty: there was none. */
  told: string
  account: string
  last_success: string | null
  blocked_until: string | null
  away_since: string | null
  authorised_at: string | null
  refreshed_at: string | null
  token_expires_at: string | null
  /** When a person has to log in again. */
  login_ends_at: string | null
  /** When a source of plays is asked again. */
  asked_next_at: string | null
  /** The login ends only when the person ends it. */
  endless: boolean
  /** What a disconnection leaves to the person. */
  forgets: string
  limits: string
  policy: string
}

export interface Connections {
  connections: Connection[]
}

export interface Decision {
  at: string
  state: State
  why: string
}

export interface DigestAnswer {
  /** Seconds. */
  moving: number
  /** Metres, as the device counted them. */
  distance: number | null
  /** Metres climbed. */
  gain: number | null
  heart_rate: number | null
  most_heart_rate: number | null
  /** Steps (on a bike turns) a minute. */
  cadence: number | null
  /** Seconds of each full kilometre. */
  kilometres: number[]
  /** Seconds of each full mile. */
  miles: number[]
  efforts: Effort[]
}

export interface DisconnectAsked {
  keep_plays?: boolean
}

export interface Disconnected {
  service: string
  /** Null: it has none, or they are kept. */
  plays_deleted: number | null
  /** What the service was told. */
  told: 'ended' | 'had ended' | 'not told' | 'cannot be told'
  /** Of `not told`: why. */
  why: string
  /** What is left to the person. */
  left_to_do: string
}

export interface DoneStep {
  step: 'done'
  account: string
  scopes: string[]
  said: string[]
  warnings: string[]
}

export interface DotsAnswer {
  feature: 'tempo' | 'energy'
  /** Of single songs in single runs, at most 400: by how much the feature was above the run's own mean (beats a minute, or the catalogue's scale), and the pace (s/km), what minute and grade did taken out. */
  points: [number, number][]
}

export interface EffectAnswer {
  feature: 'tempo' | 'energy'
  what: 'in all' | 'at the same heart rate' | 'of heart rate at the same pace' | 'of heart rate' | 'of the next song'
  /** By how much more of the feature it is said. */
  per: number
  estimate: number
  /** The band to draw, 95 %. */
  low: number
  high: number
  /** The one that a claim is made by, 98 %. */
  sure_low: number
  sure_high: number
  parts: number
  runs: number
  songs: number
  /** How many equally weighty ones it rests on. */
  effective_runs: number
  effective_songs: number
  /** It may be said that there is one. */
  claimed: boolean
}

export interface Effort {
  /** `400 m`, `1 km`, `1 mile`, `5 km`, `10 km`, `half marathon`, `marathon`. */
  name: string
  /** Metres. */
  distance: number
  seconds: number
}

export interface ExperimentAnswer {
  /** Null: none was begun yet. */
  began: string | null
  ended: string | null
  /** Runs, before anything is said. */
  wanted: number
  ran: ShuffledRun[]
  /** The number of the list for the next run; null when there is none. */
  number: number | null
  /** Of that list, in its order. */
  songs: PlannedSong[]
  answer: InsightAnswer
  effect: EffectAnswer | null
}

export type ExportForm = 'fit' | 'gpx' | 'tcx' | 'geojson' | 'csv' | 'json' | 'm3u8' | 'xspf' | 'jspf' | 'tables' | 'parquet' | 'calendar'

export interface ExportProgress {
  /** Whether tables can be had as Parquet here. */
  parquet: boolean
  /** Whether one could begin now. */
  free: boolean
  /** Null: none since the server began. */
  began: string | null
  how: HowSent | null
  /** Begun so far, of nobody knows how many. */
  files: number
  /** Sent so far. */
  bytes: number
}

export interface FaithfulSong {
  artist: string
  title: string
  plays: number
  /** Run to it. */
  seconds: number
  metres: number
  months: number
}

export interface Features {
  /** As the catalogue has it, beats a minute. */
  bpm: number | null
  /** 0 to 1, as the five after it. */
  energy: number | null
  danceability: number | null
  valence: number | null
  acousticness: number | null
  instrumentalness: number | null
  liveness: number | null
  speechiness: number | null
  /** Decibels, below 0. */
  loudness: number | null
  /** 0 (C) to 11 (B). */
  key: number | null
  /** 1 major, 0 minor. */
  mode: number | null
  /** Which catalogue said it, by the name of the field. */
  sources: Record<string, string>
}

export interface Files {
  fetched: number
  left: number
  eta: string | null
}

export interface FindAsked {
  /** A link of any service, also within a message; or "artist - title". */
  text: string
}

export interface FittingSong {
  artist: string
  title: string
  /** Beats a minute, by a catalogue. */
  tempo: number
  /** On one beat: 1, 2 or a half. */
  steps: number
  /** On runs. */
  plays: number
}

export interface FollowWish {
  link: string
}

export type Form = 'fit' | 'gpx' | 'tcx' | 'geojson' | 'csv' | 'json' | 'm3u8' | 'xspf' | 'jspf'

export interface Friend {
  name: string
  /** What you want of them; `offered`: they ask you, and wait for an answer. */
  will: Will
  /** Whether both want it. */
  friends: boolean
  /** What they may learn of your listening. */
  tells: Learns
  /** What you may learn of theirs. */
  learns: Learns
  /** Songs come from there, and no message. */
  muted: boolean
  /** What you call them; empty: by their name. */
  called: string
}

export interface Friends {
  friends: Friend[]
}

export interface GapAnswer {
  source: string
  after: string
  before: string
  sure: Sure
  why: string
}

export interface Group {
  id: string
  name: string
  /** Who made it, and alone names it, invites, takes people off it and closes it. */
  maker: string
  /** That is you. */
  own: boolean
  /** What you want of it; `asked`: you were invited, and have not answered. */
  will: Belongs
  /** What its others may learn of your listening to its songs. */
  tells: Learns
  /** Songs come from there, and no message. */
  muted: boolean
  /** Its maker first. */
  members: GroupMember[]
}

export interface GroupAsked {
  /** Unlike those of the other groups that you have made. */
  name: string
  /** What its others may learn of your listening to its songs. */
  tells?: Learns
}

export interface GroupLeft {
  /** And be asked into it no more. */
  block?: boolean
}

export interface GroupMember {
  name: string
  /** No: was asked, and has not answered. Only who made the group sees that. */
  joined: boolean
  /** What you may learn of them, of songs that went to this group. */
  learns: Learns
}

export interface GroupNamed {
  /** Unlike those of the other groups that you have made. */
  name: string
}

export interface GroupWeek {
  id: string
  name: string
  /** Your own name among those below. */
  you: string
  since: string
  /** What was run to most comes first, then what was heard most, then the newest. */
  songs: WeekSong[]
  /** Who sent the most comes first. */
  senders: WeekSender[]
}

export interface Groups {
  groups: Group[]
}

export type How = '' | 'uploaded' | 'already there' | 'adopted' | 'found on Strava'

export type HowSent = 'under way' | 'sent' | 'broken off'

export interface InStepAnswer {
  /** Of the time, 0 to 1. */
  share: number
  /** The same with the songs of each run exchanged. */
  chance: number
  p: number
  parts: number
  runs: number
  /** How much of the way to a near beat the steps moved; reads about half of what is there. */
  pull: number | null
  claimed: boolean
}

export interface InsightAnswer {
  name: 'tempo' | 'energy' | 'songs' | 'in step' | 'shuffle'
  question: string
  sentences: string[]
  /** There is an answer; else the sentences say what is missing. */
  known: boolean
}

export interface InsightsAnswer {
  /** Null: never yet. */
  made_at: string | null
  /** It is to be worked out anew. */
  anew: boolean
  /** This installation can work it out. */
  here: boolean
  answers: InsightAnswer[]
  /** What it rests on, and what is left out. */
  coverage: string[]
  runs: number
  parts: number
  /** Parts whose tempo is known. */
  known: number
  effects: EffectAnswer[]
  /** The features of which an effect at the same effort may be claimed. */
  same_effort: ('tempo' | 'energy')[]
  dots: DotsAnswer[]
  missing: MissingAnswer[]
  in_step: InStepAnswer | null
  /** By how much songs differ, s/km, one standard deviation. */
  spread: number
  /** Fastest first; none where songs do not differ. */
  songs: SongDifferenceAnswer[]
  records: SongRecord[]
  tops: TopsAnswer
}

export interface Invitation {
  id: string
  made: string
  ends: string
  tells: Learns
  called: string
  /** The id of the group into which it leads; empty: it makes friends. */
  group: string
}

export interface InvitationAsked {
  /** What they may learn of your listening: of a friend alone, a group has been told. */
  tells?: Learns
  /** Who you are to them; it is shown to whoever opens the link, with the group's name, and nothing else of you is. */
  called?: string
  /** Into this group of your own; empty: to be a friend. */
  group?: string
}

export interface Invitations {
  invitations: Invitation[]
  /** Whether others reach this Runtrack, and so whether a link is of use to them. */
  others_come: boolean
}

export interface Invited {
  /** Who has sent it, as they say; empty: they do not say. */
  called: string
  /** What you may learn of their listening. */
  tells: Learns
  /** The name of the group into which it leads; empty: it makes friends. */
  group: string
  ends: string
  /** Who is signed in, null for nobody: joining makes a person then. */
  name: string | null
  /** It is your own: nobody else has joined by it yet. */
  own: boolean
  /** Whether a second person can come in by this address. */
  others_come: boolean
}

export interface JoinAsked {
  code: string
  /** What they may learn of your listening. */
  tells?: Learns
  /** What you want to be called here, if you are not signed in; letters are put behind a name that is taken. */
  name?: string
}

export interface JoinLook {
  code: string
}

export interface Joined {
  name: string
  /** Empty where it led into a group. */
  friend: string
  /** What you call the friend, as the invitation said; empty: by their name. */
  called: string
  /** The name of the group; empty where it made friends. */
  group: string
}

export type Learns = 'nothing' | 'played' | 'on a run' | 'with figures'

export interface LiveAnswer {
  /** By the server's clock. */
  at: string
  /** Null where nobody runs. */
  live: LiveRunAnswer | null
}

export interface LiveFiguresAnswer {
  /** Metres. */
  distance: number | null
  /** Seconds of running at the last point. */
  elapsed: number | null
  /** Seconds a kilometre, of the last minute; of a song: while it played. */
  pace: number | null
  heart_rate: number | null
  cadence: number | null
}

export interface LiveFollow {
  /** Whether this person has switched it on. */
  switched_on: boolean
  following: LiveFollowing | null
}

export interface LiveFollowing {
  /** Whether it is followed still. */
  on: boolean
  service: string
  /** Whose run it is, as its service calls them; empty: not told yet. */
  runner: string
  /** When following it began. */
  since: string
  /** The time of its newest point; null: none came yet. */
  last: string | null
  /** Why it cannot be followed just now; empty: it can. */
  trouble: string
  /** Why it is followed no longer; empty: it is. */
  over: string
}

export interface LiveLinkAnswer {
  id: string
  url: string
  made: string
  until: string
  shows: Shown[]
}

export interface LiveLinkAsked {
  /** At most seven days from now. */
  until: string
  shows?: Shown[]
}

export interface LiveLinks {
  links: LiveLinkAnswer[]
}

export interface LiveRunAnswer {
  /** Another one for another run. */
  id: string
  /** Who runs; empty for the owner of the installation. */
  name: string
  /** Who tells of it, by the name that people know. */
  source: string
  /** Null where its start is hidden. */
  begun: string | null
  /** When it was seen last. */
  last: string
  /** Seconds between two points, as far as is known. */
  every: number | null
  over: boolean
  /** Whether parts of it are hidden. */
  hidden: boolean
  figures: LiveFiguresAnswer
  /** Whether `line` is all of it; else it goes on where what was told before ended. */
  whole: boolean
  /** Seconds since the first point, latitude, longitude, metres, beats a minute. */
  line: ([number, number | null, number | null, number | null, number | null])[]
  songs: LiveSongAnswer[]
  /** Seconds of the song that plays that had passed at `position_at`; null where nobody knows. */
  position: number | null
  position_at: string | null
}

export interface LiveSongAnswer {
  title: string
  artist: string
  cover: string
  /** Seconds. */
  length: number | null
  /** Seconds since the first point. */
  begins: number
  /** Null while it plays. */
  ends: number | null
  figures: LiveFiguresAnswer
}

export interface LoginAnswered {
  given?: Record<string, string>
  attempt: string
  query?: string
}

export interface LoginAsked {
  given?: Record<string, string>
}

export interface LoginField {
  name: string
  /** The question; empty: `about` is all there is. */
  ask: string
  about: string
  /** A password or a code: show no letters, keep it nowhere. */
  hidden: boolean
  /** `flag`: send `yes` or nothing; `file`: send the text of a file. */
  kind: 'text' | 'flag' | 'file'
}

export interface LongestRun {
  run: string
  metres: number
}

export interface MadePlaylist {
  service: string
  /** What the service is called. */
  title: string
  /** Its page. */
  url: string
  songs: number
  /** Songs that are not known there. */
  left_out: number
  /** It was made just now. */
  new: boolean
}

export interface Me {
  name: string
  /** Runs count from here on; null: fixed by the first tick. */
  since: string | null
  last_tick: string | null
  runs: number
  connected: string[]
  /** Of Runtrack. */
  version: string
  /** What the first source of runs is called. */
  source: string
  /** What the target is called. */
  target: string
}

export interface MemberAsked {
  name: string
}

export interface MissingAnswer {
  name: 'tempo' | 'energy' | 'songs' | 'in step'
  lack: string
  have: number
  need: number
}

export interface MissingSetting {
  /** As `PUT /api/preferences` takes it. */
  name: string
  about: string
  secret: boolean
  set: boolean
}

export interface Music {
  id: string
  outcome: MusicOutcome
  /** When it is looked for again, of a run on the target. */
  due: string | null
  /** In the order in which they began. Two may overlap: `begins` of one before `ends` of the one before it. */
  songs: SongOfRun[]
  gaps: GapAnswer[]
  /** Every source that told of one of the songs. */
  sources: string[]
}

export type MusicOutcome = '' | 'waiting' | 'complete' | 'partial (gap)' | 'nothing played' | 'gave up after 92 h' | 'left alone'

export interface Muting {
  muted: boolean
}

export interface NamedSong {
  /** Empty: not known, as `artist`. */
  title: string
  artist: string
  /** Its length. */
  seconds: number | null
  pages: SongPage[]
}

export interface NewInvitation {
  /** For one person. */
  url: string
  code: string
  ends: string
}

export interface NewPhone {
  phone: PhoneAnswer
  /** To be pasted into the app. */
  address: string
  /** A link that, opened on the phone, sets the app up; "" where the app takes none. */
  setup: string
  /** The link, or else the address, as a QR code: an SVG in a `data:` address. */
  qr: string
}

export interface NewToken {
  token: TokenAnswer
  word: string
}

export interface Next {
  words: string
  due: string | null
  /** What it waits for besides time; empty: nothing. */
  waits: string
}

export interface NextDue {
  id: string
  title: string
  state: State
  due: string | null
}

export interface NoticeAnswer {
  problem: string
  kind: string
  text: string
  opened_at: string
  service: string
  run: string
}

export interface OnTarget {
  /** Its id there. */
  id: number
  url: string
  /** The run's id here. */
  run: string
  /** The source's, not the target's. */
  title: string
  start: string
  state: State
  how: How
  /** When it was first known to be there; null where the story no longer says. */
  since: string | null
}

export interface OnTargetList {
  activities: OnTarget[]
  next: string | null
}

export interface OpenStep {
  step: 'open'
  attempt: string
  url: string
}

export interface Permission {
  name: string
  /** What the service's own page calls it; empty: as `name`. */
  title: string
  needed: boolean
  granted: boolean
}

export interface PhoneAnswer {
  id: string
  app: string
  app_title: string
  name: string
  made: string
  /** When it last said where it is, to the minute. */
  last_seen: string | null
  /** What is wrong with what it sends, and the way out. */
  trouble: string
}

export interface PhoneAppAnswer {
  name: string
  title: string
  /** The phones that there is one for, such as `Android, iPhone`. */
  systems: string
  /** What to do on the phone, in order. */
  steps: string[]
}

export interface PhoneAsked {
  app: string
  name?: string
}

export interface Phones {
  phones: PhoneAnswer[]
  apps: PhoneAppAnswer[]
  /** Whether a phone can reach this server: not where it listens to this machine alone. */
  reachable: boolean
}

export interface Place {
  service: string
  title: string
  url: string
}

export interface PlannedSong {
  artist: string
  title: string
  /** Beats a minute, by a catalogue. */
  tempo: number
}

export interface PlayAnswer {
  title: string
  artist: string
  /** The single ones; where nobody told them apart, all as one. */
  artists: ArtistAnswer[]
  album: string
  /** Its length. */
  seconds: number | null
  /** A page about it; empty: none. */
  link: string
  /** The address of a picture of some 300 pixels; empty: none. */
  cover: string
  isrc: string
  uri: string
  mbid: string
  album_mbid: string
  /** As the source says it: its end or its beginning. */
  played_at: string
  source: string
  /** Seconds that were really played, where the source says so. */
  heard: number | null
  /** What it was played from, by the source's id. */
  context: string
}

export interface PlayedAnswer {
  /** `2026-03`, `2026`, `7` (the hour of the runner's day), `1` (the first kilometre), or empty. */
  name: string
  runs: number
  plays: number
  seconds: number
  metres: number
  songs: TopAnswer[]
  artists: TopAnswer[]
}

export interface Plays {
  plays: PlayAnswer[]
  gaps: GapAnswer[]
  /** The cursor of the page after, null at the end. */
  next: string | null
}

export interface Preference {
  /** Such as `title_emoji`. */
  name: string
  /** The setting of the environment. */
  variable: string
  /** In force; empty for a secret, and where there is none. */
  value: string
  origin: 'own' | 'environment' | 'default'
  secret: boolean
  set: boolean
  about: string
  /** What it may be, where that is little (of days the usual ones, and any other number holds as well); else empty. */
  choices: string[]
}

export interface Preferences {
  preferences: Preference[]
}

export interface PreferencesAsked {
  changes: Record<string, string | null>
}

export interface PreviewAsked {
  template?: string | null
  style?: string | null
  run?: string | null
}

export interface Problem {
  /** `urn:runtrack:` and a short name, such as `urn:runtrack:not-found`; what a program tells problems apart by. */
  type: string
  /** The kind of problem in a few words. */
  title: string
  /** As the HTTP status. */
  status: number
  /** A sentence for a person: what is so, and what to do. */
  detail: string
  /** The fields that are wrong, where it is about fields. */
  errors: WrongField[]
}

export interface RetryAsked {
  force?: boolean
}

export interface ReviewAnswer {
  year: number
  runs: number
  metres: number
  seconds: number
  climb: number
  /** Metres, January first. */
  months: number[]
  /** Runs. */
  with_music: number
  music_seconds: number
  music_metres: number
  plays: number
  /** Different ones. */
  songs: number
  artists: number
  /** The one that was played most. */
  song: TopAnswer | null
  artist: TopAnswer | null
  /** The song that most metres were run to. */
  farthest: TopAnswer | null
  faithful: FaithfulSong | null
  /** Over a kilometre within one song. */
  fastest: SongRecord | null
  first: SongOfYear | null
  last: SongOfYear | null
  longest: LongestRun
  /** Days in a row with a run. */
  streak: number
  /** So many days of as many kilometres or more. */
  eddington: number
}

export type Role = 'activity source' | 'activity target' | 'play source' | 'song facts' | 'song pages' | 'messenger' | 'runs in progress' | 'mailbox'

export interface RouteState {
  /** `due`: its file is read soon; `none`: `why`; `not kept`: there is no file of it here. */
  state: 'read' | 'due' | 'none' | 'not kept'
  why: string
}

export interface Run {
  /** Its name, as `runtrack list` prints it; the page is `/runs/{id}`. */
  id: string
  /** The source's; may be empty. */
  title: string
  /** The source's type, such as `running` or `trail_running`. */
  sport: string
  start: string
  /** The runner's clock there, seconds east of UTC. */
  offset: number | null
  /** Seconds, pauses included. */
  elapsed: number
  /** Seconds; null until the route was read. */
  moving: number | null
  /** Metres. */
  distance: number
  /** Mean, beats a minute. */
  heart_rate: number | null
  state: State
  /** The state in words. */
  words: string
  /** Why it is there. */
  reason: string
  /** Of one on the target: how it came there. */
  how: How
  /** When it is looked at next. */
  due: string | null
  target_id: number | null
  /** Its page on the target. */
  target_url: string | null
  backfill: boolean
  /** How many were found so far. */
  songs: number
  music: MusicOutcome
  /** At most 64 places (latitude, longitude) of the route; empty: none is known, as of a treadmill. */
  line: [number, number][]
  multisport: boolean
  /** Its file is kept here, and it is sent nowhere. */
  kept: boolean
  /** Who may see it at the source, in its word; empty where that is not known. */
  privacy: string
  /** Why its text is left alone, if it is. */
  text_closed: string
  route: RouteState
  /** Null until its route was read. */
  digest: DigestAnswer | null
  /** Its pages at the source and on the target. */
  places: Place[]
  next: Next
  /** What can be asked for now. */
  can: ('retry' | 'skip' | 'annotate' | 'remove_text' | 'no_text')[]
  /** What it can be downloaded as, at `…/file.{form}`. */
  formats: Form[]
}

export interface RunLine {
  /** Its name, as `runtrack list` prints it; the page is `/runs/{id}`. */
  id: string
  /** The source's; may be empty. */
  title: string
  /** The source's type, such as `running` or `trail_running`. */
  sport: string
  start: string
  /** The runner's clock there, seconds east of UTC. */
  offset: number | null
  /** Seconds, pauses included. */
  elapsed: number
  /** Seconds; null until the route was read. */
  moving: number | null
  /** Metres. */
  distance: number
  /** Mean, beats a minute. */
  heart_rate: number | null
  state: State
  /** The state in words. */
  words: string
  /** Why it is there. */
  reason: string
  /** Of one on the target: how it came there. */
  how: How
  /** When it is looked at next. */
  due: string | null
  target_id: number | null
  /** Its page on the target. */
  target_url: string | null
  backfill: boolean
  /** How many were found so far. */
  songs: number
  music: MusicOutcome
  /** At most 64 places (latitude, longitude) of the route; empty: none is known, as of a treadmill. */
  line: [number, number][]
}

export interface RunList {
  runs: RunLine[]
  /** The cursor of the page after, null at the end. */
  next: string | null
}

export interface RunPart {
  /** The run's name, of one's own. */
  run: string | null
  /** When the run began. */
  began: string
  /** Metres from the run's start to where the song began, and below to where it ended. */
  begins: number | null
  ends: number | null
  /** Seconds a kilometre. */
  pace: number | null
  heart_rate: number | null
}

export type Scope = 'read' | 'write'

export type Seen = 'sent' | 'not seen yet' | 'nothing connected yet' | 'played' | 'played on a run' | 'not for them' | 'withdrawn'

export interface SentSong {
  id: string
  song: NamedSong
  note: string
  sent_at: string
  /** The group to which it went; empty: to one friend. */
  group: string
  /** Empty where you do not belong to the group any more. */
  group_name: string
  to: SongTo[]
  /** Whether it can be taken back as far as you know. */
  can_withdraw: boolean
}

export interface SentSongs {
  songs: SentSong[]
  /** The cursor of the page after, null at the end. */
  next: string | null
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

export interface SessionAnswer {
  id: string
  /** Such as `Firefox on Linux`. */
  agent: string
  made: string
  /** The day of its last request (UTC). */
  seen: string
  /** Whether it is the one that asks. */
  this: boolean
}

export interface Sessions {
  sessions: SessionAnswer[]
}

export interface Share {
  id: string
  /** To be given to others. */
  url: string
  /** The run's name. */
  run: string
  /** The run's, empty when it is not kept any more. */
  title: string
  made: string
  /** When it ends by itself. */
  until: string | null
  shows: Shown[]
  /** Whether it leads anywhere: not revoked, and its end not come. */
  holds: boolean
}

export interface ShareAsked {
  run: string
  until?: string | null
  shows?: Shown[]
}

export type ShareState = 'invited' | 'waiting' | 'heard' | 'expired' | 'declined' | 'withdrawn'

export interface SharedRunAnswer {
  title: string
  /** Where it was run. */
  day: string
  sport: string
  /** Metres, of what is shown; null without figures. */
  distance: number | null
  seconds: number | null
  heart_rate: number | null
  shows: Shown[]
  songs: SharedSongAnswer[]
  /** Whether there is a route at `/api/shared/{id}/route`. */
  route: boolean
  /** Whether parts of the route are hidden. */
  hidden: boolean
}

export interface SharedSongAnswer {
  title: string
  artist: string
  album: string
  /** Seconds in the time of the route that is shown. */
  begins: number
  ends: number
  /** Seconds a kilometre; null without figures, as those below. */
  pace: number | null
  heart_rate: number | null
  cadence: number | null
  tempo: number | null
}

export interface Shares {
  shares: Share[]
}

export type Shown = 'map' | 'songs' | 'figures'

export interface ShuffledRun {
  /** Of the list. */
  number: number
  run: string
  began: string
  /** How many of it, in its order. */
  songs: number
}

export interface SignInAsked {
  link: string
}

export interface SignedIn {
  name: string
}

export interface SongCard {
  song: NamedSong
  /** To be sent back with `POST /api/songs`: what is known of it, sealed. */
  card: string
  /** Services that did not answer, by title: what they know is not in it. */
  unanswered: string[]
}

export interface SongDifferenceAnswer {
  artist: string
  title: string
  parts: number
  estimate: number
  /** The band is one of 90 %. */
  low: number
  high: number
  /** Beyond chance; else draw it hollow. */
  clear: boolean
}

export interface SongOfRun {
  title: string
  artist: string
  /** The single ones; where nobody told them apart, all as one. */
  artists: ArtistAnswer[]
  album: string
  /** Its length. */
  seconds: number | null
  /** A page about it; empty: none. */
  link: string
  /** The address of a picture of some 300 pixels; empty: none. */
  cover: string
  isrc: string
  uri: string
  mbid: string
  album_mbid: string
  /** From 1. */
  number: number
  /** Seconds from the run's start; below 0: it was playing already. */
  begins: number
  /** Seconds from the run's start; may be later than the run's end. */
  ends: number
  /** Seconds of it that were run to. */
  inside: number
  /** Metres from the run's start to where it began. */
  at: number | null
  /** Seconds a kilometre, the watch's pauses left out. */
  pace: number | null
  /** What would have cost as much on the flat, for display alone; null also where the ground is so flat that it says nothing. */
  flat_pace: number | null
  heart_rate: number | null
  /** Steps (on a bike turns) a minute. */
  cadence: number | null
  /** Its beats a minute as one runs to them: doubled or halved where that meets the cadence. */
  tempo: number | null
  /** How `tempo` differs from `features.bpm`; empty: not at all. */
  tempo_note: string
  features: Features | null
  /** Who reported it, the most believed first. */
  sources: string[]
  /** The friend who had sent it before it was heard, as you call them; empty: nobody. Nobody but you is told. */
  sent_by: string
}

export interface SongOfYear {
  artist: string
  title: string
}

export interface SongPage {
  service: string
  /** The service's name as people write it. */
  title: string
  url: string
  /** No page of it is known there: the address looks for it by its names. */
  search: boolean
}

export interface SongRecord {
  artist: string
  title: string
  distance: string
  seconds: number
  began: string
  run: string
  plays: number
}

export interface SongSent {
  /** New for each song that is sent, and the same for the same wish: told twice, it is sent once. */
  id: string
  /** Of the song, from `/api/songs/find`. */
  card: string
  /** A friend's name. */
  to?: string
  /** Or instead the id of a group to which you belong: it goes to everybody who has joined it at this moment. */
  group?: string
  note?: string
  /** Where the card has none, as the two names below. */
  title?: string
  artist?: string
}

export interface SongTo {
  /** Empty: somebody who is not here any more. */
  name: string
  seen: Seen
  /** When it was played. */
  at: string | null
  /** They say so; nobody saw the play. */
  said: boolean
  on_run: RunPart | null
}

export type State = 'discovered' | 'submitting' | 'submitted' | 'uploaded' | 'annotated' | 'skipped' | 'failed' | 'deleted'

export interface Status {
  now: string
  /** Runs count from here on; null: fixed by the first tick. */
  since: string | null
  last_tick: string | null
  /** No tick for longer than there should be none: is `runtrack run` running? */
  tick_overdue: boolean
  /** What is said of a tick that does not end. */
  hangs: string
  needs_person: boolean
  /** Runs go on to the target; else they are kept here. */
  sends: boolean
  /** Whether a run in progress is being told of: `GET /api/live`. */
  running: boolean
  rebuilding: boolean
  counts: Record<string, number>
  next_due: NextDue | null
  /** Since when the run that waits longest does. */
  waiting_since: string | null
  services: ServiceState[]
  budget: TargetBudget
  backfill: BackfillAnswer | null
  /** Files of the folder by what became of them (`waits`, `run`, `copy`, `no run`, `unreadable`); null: none. */
  folder: Record<string, number> | null
  files: Files | null
  notices: NoticeAnswer[]
}

export interface Strip {
  id: string
  /** Begin and end of each, in seconds since the run's start; both may lie outside it. */
  songs: [number, number][]
}

export interface Strips {
  strips: Strip[]
}

export interface StyleAsked {
  style: string
}

export type Sure = 'certain' | 'likely' | 'possible'

export interface TargetBudget {
  overall_quarter: Window
  overall_day: Window
  reads_quarter: Window
  reads_day: Window
  /** The target refuses this API application. */
  inactive: boolean
  blocked_until: string | null
  blocked_why: string
}

export interface Telling {
  tells: Learns
}

export interface TextPreview {
  id: string
  title: string
  text: string
}

export interface TokenAnswer {
  id: string
  name: string
  scope: Scope
  made: string
  /** The day of its last request (UTC). */
  seen: string | null
}

export interface TokenAsked {
  name: string
  scope?: Scope
}

export interface Tokens {
  tokens: TokenAnswer[]
}

export interface TopAnswer {
  artist: string
  title: string
  plays: number
  /** Run to it. */
  seconds: number
  metres: number
}

export interface TopsAnswer {
  whole: PlayedAnswer
  /** Newest first, as the months. */
  years: PlayedAnswer[]
  months: PlayedAnswer[]
  /** Of each what played in its middle. */
  kilometres: PlayedAnswer[]
  hours: PlayedAnswer[]
}

export interface WaitStep {
  step: 'wait'
  until: string
  why: string
  /** Another way; empty: there is none. */
  instead: string
  /** The service has refused just now; else it was left alone. */
  refused: boolean
}

export interface WaysIn {
  /** Whether one has to sign in at all. */
  needed: boolean
  /** The service whose account signs one in (`/api/sign-in/consent`), null where that is not set up. */
  consent: string | null
  /** Who is signed in, null for nobody. */
  name: string | null
}

export interface WeekSender {
  /** Empty: as above. */
  name: string
  sent: number
}

export interface WeekSong {
  id: string
  song: NamedSong
  /** Empty: somebody who is not here any more. */
  sender: string
  sent_at: string
  heard: string[]
  /** On a run by whom: they are among those who heard it. */
  on_runs: string[]
}

export interface Why {
  id: string
  history: Decision[]
  next: Next
  /** The other runs on the same activity of the target, in words. */
  beside: string[]
}

export type Will = 'offered' | 'wanted' | 'blocked'

export interface Window {
  used: number
  limit: number
  left: number
  ends_at: string
}

export interface WrongField {
  /** Which: a name of the body or of the query, such as `since`. */
  field: string
  /** What it must be. */
  message: string
}

export type ZoneChoice = 'keep' | 'cut'

export interface ZoneShape {
  lat: number
  lon: number
  /** Metres. */
  radius: number
  name?: string
}

export interface Zones {
  zones: ZoneShape[]
}
