// Figures in a person's own units, language and time zone. No-break spaces, a true minus, en dashes for ranges.

export type Units = 'metric' | 'imperial'

export interface Taste {
  language: string
  units: Units
}

const MILE = 1609.344
const NB = ' '

export const unitOf = (units: Units) => (units === 'metric' ? 'km' : 'mi')
export const metresOf = (units: Units) => (units === 'metric' ? 1000 : MILE)

/** "9.01": of metres. */
export function distance(metres: number | null | undefined, taste: Taste, digits = 2): string {
  if (metres === null || metres === undefined || Number.isNaN(metres)) return '–'
  return number(metres / metresOf(taste.units), taste, digits)
}

/** "9.01 km". */
export function distanceWithUnit(metres: number | null | undefined, taste: Taste, digits = 2): string {
  return `${distance(metres, taste, digits)}${NB}${unitOf(taste.units)}`
}

/** "5:14": of seconds per kilometre, per kilometre or mile. */
export function pace(perKilometre: number | null | undefined, taste: Taste): string {
  if (perKilometre === null || perKilometre === undefined || !Number.isFinite(perKilometre) || perKilometre <= 0) return '–'
  return clock((perKilometre * metresOf(taste.units)) / 1000)
}

export const paceUnit = (taste: Taste) => `/${unitOf(taste.units)}`

/** "47:13", "1:18:21": of seconds. */
export function clock(seconds: number): string {
  const whole = Math.round(Math.abs(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return `${seconds < -0.5 ? '−' : ''}${h > 0 ? `${h}:${two(m)}` : m}:${two(s)}`
}

const formats = new Map<string, unknown>()
/** To make one takes as long as a hundred uses of it, and a page with its playback has thousands. */
export function kept<Format>(name: string, make: () => Format): Format {
  let format = formats.get(name) as Format | undefined
  if (!format) formats.set(name, (format = make()))
  return format
}

/** As `Intl.NumberFormat` has it, whose first use takes a phone longer than all other work of a page's head. */
export function number(value: number, { language }: { language: string }, digits = 0): string {
  const [point, group] = language === 'de' ? [',', '.'] : ['.', ',']
  const [whole, rest] = value.toFixed(digits).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group).replace('-', '−')
  return rest ? grouped + point + rest : grouped
}

export function whole(value: number | null | undefined, taste: Taste): string {
  return value === null || value === undefined || Number.isNaN(value) ? '–' : number(value, taste)
}

/** Metres, or feet. */
export function height(metres: number, taste: Taste): string {
  return Number.isNaN(metres) ? '–' : number(taste.units === 'metric' ? metres : metres / 0.3048, taste)
}

export const heightUnit = (taste: Taste) => (taste.units === 'metric' ? 'm' : 'ft')

let zone: string | undefined

/** Of every time that has no clock of its own; none: that of this machine. */
export function inZone(name: string | null): void {
  zone = name || undefined
}

/** A moment on the runner's own clock: `offset` seconds east of UTC where the run says it, else in the zone chosen. */
export function local(iso: string, offset: number | null, language: string, options: Intl.DateTimeFormatOptions): string {
  const all = { ...options, timeZone: offset === null ? zone : 'UTC' }
  return kept(language + JSON.stringify(all), () => new Intl.DateTimeFormat(language, all)).format(Date.parse(iso) + (offset ?? 0) * 1000)
}

export const timeOfDay = (iso: string, offset: number | null, language: string) =>
  local(iso, offset, language === 'en' ? 'en-GB' : language, { hour: '2-digit', minute: '2-digit' })

/** "Saturday 21 November 2026"; the year is left out when it is this one. */
export function longDay(iso: string, offset: number | null, language: string, now: Date): string {
  const year = new Date(iso).getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return local(iso, offset, language === 'en' ? 'en-GB' : language, { weekday: 'long', day: 'numeric', month: 'long', year }).replace(',', '')
}

/** "Sat 21 Nov". */
export function shortDay(iso: string, offset: number | null, language: string, now: Date): string {
  const year = new Date(iso).getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return local(iso, offset, language === 'en' ? 'en-GB' : language, { weekday: 'short', day: 'numeric', month: 'short', year }).replace(',', '')
}

/** "2 min ago", "in 5 min" up to an hour, then "Thu 19:02", after a week the day. */
export function relative(iso: string, now: Date, language: string): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000
  if (Math.abs(seconds) < 3600) {
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }).format(Math.round(seconds / 60), 'minute').replace('.', '')
  }
  const shown = (at: string, options: Intl.DateTimeFormatOptions) => local(at, null, language === 'en' ? 'en-GB' : language, options)
  const clockTime = shown(iso, { hour: '2-digit', minute: '2-digit' })
  if (shown(iso, {}) === shown(now.toISOString(), {})) return clockTime
  const near = Math.abs(seconds) < 6 * 86400
  const day = shown(iso, near ? { weekday: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' })
  return near ? `${day} ${clockTime}` : day
}

/** A stretch of the way, "4.75–5.67". */
export function stretch(from: number | null, to: number | null, taste: Taste, digits = 2): string {
  return from === null || to === null ? '–' : `${distance(from, taste, digits)}–${distance(to, taste, digits)}`
}
