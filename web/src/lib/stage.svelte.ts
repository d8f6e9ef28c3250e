// The one cursor of a run's page: `t` seconds since the start drives pin, knob, lanes, clock and current row.

import type { Music, Run, Song } from './answers'
import { songColour, type ColourBy } from './colours'
import { inStep } from './instep'
import { frame, stopped, toggled, faster, type KeyAction, type Playback } from './playback'
import { hasPlaces, valueAt, type Route } from './route'
import { calmSpeed, paceOf } from './speed'
import { songJump, spanAt, spansOf, type Span } from './spans'

const READ_EVERY = 100 // ms

export class Stage {
  readonly songs: Song[]
  readonly spans: Span[]
  readonly length: number
  readonly speed: Float64Array
  /** Of each song the place of the same song's first time in this run: its cover has that one's colour. */
  readonly firsts: number[]
  readonly onMap: boolean
  readonly waiting: boolean

  playback = $state.raw<Playback>(stopped())
  hover = $state<number | undefined>()
  /** Until a person has chosen a moment, the whole run is shown, no song in front of the others. */
  touched = $state(false)
  colours = $state<ColourBy>('song')

  t = $derived.by(() => this.hover ?? this.playback.t)
  playing = $derived.by(() => this.playback.playing)
  /** The moment that words and figures are of: while it plays, `t` some ten times a second, as nobody reads faster. */
  read = $derived.by(() => (this.playing && this.hover === undefined ? this.lastRead : this.t))
  span = $derived.by(() => this.atSpan(this.t))
  song: Song | undefined = $derived.by(() => this.span && this.span.song >= 0 ? this.songs[this.span.song] : undefined)
  /** The song that is shown in front: none before the first touch. */
  front = $derived.by(() => this.touched || this.hover !== undefined ? (this.span?.song ?? -1) : -3)
  pace = $derived.by(() => this.paceAt(this.read))
  heartRate = $derived.by(() => this.value(this.route?.channels.heart_rate, this.read))
  cadence = $derived.by(() => this.value(this.route?.channels.cadence, this.read))
  altitude = $derived.by(() => this.value(this.route?.channels.altitude, this.read))
  distance = $derived.by(() => this.value(this.route?.channels.distance, this.read))
  inStep = $derived.by(() => inStep(this.cadence, this.song?.tempo))

  private readonly still: boolean
  private lastRead = $state(0)
  private readAt = -Infinity

  constructor(
    readonly run: Run,
    readonly route: Route | undefined,
    music: Music,
    { still = false, at = NaN }: { still?: boolean; at?: number } = {},
  ) {
    this.still = still
    this.songs = music.songs
    const keys = music.songs.map((song) => song.uri || `${song.artist}|${song.title}`)
    this.firsts = keys.map((key) => keys.indexOf(key))
    this.waiting = run.due !== null && run.state === 'uploaded' && music.outcome !== 'complete'
    this.length = Math.max(1, run.elapsed)
    this.spans = spansOf(music.songs.map(({ begins, ends }) => ({ start: begins, end: ends })), this.length, { awaited: this.waiting })
    this.speed = route ? calmSpeed(route) : new Float64Array()
    this.onMap = route !== undefined && hasPlaces(route)
    if (!this.songs.length) this.colours = 'plain'
    if (at >= 0) this.set(at)
  }

  set(t: number): void {
    this.playback = { ...this.playback, t: Math.min(this.length, Math.max(0, t)) }
    this.lastRead = this.playback.t
    this.touched = true
  }

  toggle(): void {
    this.hover = undefined
    this.lastRead = this.playback.t
    this.touched = true
    this.playback = toggled(this.playback, this.length)
  }

  quicken(speed = faster(this.playback.speed)): void {
    this.playback = { ...this.playback, speed }
  }

  /** Called at every picture while it plays. Where nothing may move it steps from song to song instead, every 2 s. */
  tick(now: number): void {
    if (!this.still) {
      this.playback = frame(this.playback, now, this.length)
      if (now - this.readAt >= READ_EVERY) [this.readAt, this.lastRead] = [now, this.playback.t]
      return
    }
    this.lastRead = this.playback.t
    const { last } = this.playback
    if (last === undefined) this.playback = { ...this.playback, last: now }
    else if (now - last > 2000) {
      const t = songJump(this.spans, this.playback.t, 1)
      this.playback = t >= this.length ? { ...stopped(this.length, this.playback.speed) } : { ...this.playback, t, last: now }
    }
  }

  /** What a key does to the cursor; false where it is the page's own (map colours, help). */
  act(action: KeyAction): boolean {
    if (action === 'toggle') this.toggle()
    else if (action === 'colours' || action === 'help') return false
    else if ('move' in action) this.set(this.playback.t + action.move)
    else if ('share' in action) this.set(this.playback.t + action.share * this.length)
    else if ('song' in action) this.set(songJump(this.spans, this.playback.t, action.song))
    else if ('to' in action) this.set(action.to === 'start' ? 0 : this.length)
    else this.quicken(action.speed)
    return true
  }

  /** The colour of a song's cover. */
  coverColour(song: Song): string {
    return songColour(this.firsts[song.number - 1] ?? song.number - 1)
  }

  /** A channel's value at `t` seconds, NaN where it is not known. */
  value(values: Float64Array | undefined, t: number): number {
    return this.route ? valueAt(this.route, values, t) : NaN
  }

  /** Seconds per kilometre at `t` seconds. */
  paceAt(t: number): number {
    return paceOf(this.value(this.speed, t), 3599)
  }

  private atSpan(t: number): Span | undefined {
    return spanAt(this.spans, t)
  }
}
