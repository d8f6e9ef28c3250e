// Songs between friends: what is said of one, as keys and values; nothing here ever says that a song was not played.

import { pace, paceUnit, stretch, unitOf, type Taste } from './format'
import type { CameSong, Friend, Group, Learns, RunPart, SentSong, SongTo } from './schema'

export const TELLS: readonly Learns[] = ['nothing', 'played', 'on a run', 'with figures']

/** The end of a key: "on a run" is said by `….on_a_run`. */
export const keyed = <Text extends string>(text: Text) => text.replaceAll(' ', '_')

/** What somebody is called: as one calls them oneself, else by their name; "" for who is gone. */
export function calledBy(friends: readonly Friend[]): (name: string) => string {
  const known = new Map(friends.map((one) => [one.name, one.called]))
  return (name) => known.get(name) || name
}

export const initial = (name: string) => [...name.trim()][0]?.toUpperCase() ?? '?'

/** 128 random bits: the same wish, told twice, is carried out once. */
export function newId(random: (into: Uint8Array<ArrayBuffer>) => Uint8Array = (into) => crypto.getRandomValues(into)): string {
  return [...random(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const LINK = /https?:\/\/|^spotify:/i
/** Whether what was typed is worth a look by itself: a link, else one presses the button. */
export const isLink = (text: string) => LINK.test(text.trim())

export interface Said {
  where: string
  pace: string
  heart: string
}

/** "km 3.1–4.0", "4:52 /km", "168": what is known of the part; "" for what is not. */
export function partOf(part: RunPart | null, taste: Taste): Said {
  const nothing = part === null || part.begins === null || part.ends === null
  return {
    where: nothing ? '' : `${unitOf(taste.units)} ${stretch(part.begins, part.ends, taste, 1)}`,
    pace: part?.pace ? `${pace(part.pace, taste)} ${paceUnit(taste)}` : '',
    heart: part?.heart_rate ? String(Math.round(part.heart_rate)) : '',
  }
}

export const STEPS = ['sent', 'played', 'ran'] as const
export type Step = (typeof STEPS)[number]

/** How far a song has come as far as is known; a step that is not reached was not seen, no more. */
export function reached(to: SongTo): Step {
  if (to.seen === 'played on a run') return 'ran'
  return to.seen === 'played' ? 'played' : 'sent'
}

/** Whether the steps say anything: of one who tells nothing, and of one that was taken back, there are none. */
export const hasSteps = (to: SongTo) => !['sent', 'withdrawn', 'not for them', 'nothing connected yet'].includes(to.seen)

/** The newest that was run to, with figures if there are any: what the page opens with. */
export function newestRun(sent: readonly SentSong[]): { song: SentSong; to: SongTo } | undefined {
  const all = sent.flatMap((song) => song.to.filter((to) => to.on_run !== null).map((to) => ({ song, to })))
  return all.sort((a, b) => (b.to.at ?? '').localeCompare(a.to.at ?? ''))[0]
}

/** What one tells the sender of a song: as a friend or in the group, whichever is more; undefined: neither is so. */
export function tellsOf(song: CameSong, friends: readonly Friend[], groups: readonly Group[]): Learns | undefined {
  const friend = friends.find((one) => one.friends && one.name === song.sender)?.tells
  const group = groups.find((one) => one.will === 'joined' && one.id === song.group)?.tells
  return TELLS.findLast((each) => each === friend || each === group)
}

/** By how many of a group a song was heard, and run to, as far as they tell; of those, who is named; `back`: taken back. */
export function inGroup(song: SentSong): { heard: number; ran: number; told: SongTo[]; back: boolean } {
  const ran = song.to.filter((to) => to.seen === 'played on a run')
  const heard = song.to.filter((to) => to.seen === 'played')
  return { heard: ran.length + heard.length, ran: ran.length, told: [...ran, ...heard], back: song.to.some((to) => to.seen === 'withdrawn') }
}

/** The groups to which a song can go: one has joined them, and somebody else has. */
export const open = (groups: readonly Group[]) => groups.filter((one) => one.will === 'joined' && one.members.some((each) => each.joined))

/** What the sender of a song that was heard is told of it, by what one tells them: a key's end, "" where nothing is so. */
export function toldOf(song: CameSong, tells: Learns | undefined): string {
  if (song.state !== 'heard' || !song.sender || tells === undefined) return ''
  if (tells === 'nothing' || tells === 'played') return keyed(tells)
  return song.on_run ? keyed(tells) : 'played'
}

/** What can be said of a song that came. */
export function canDo(song: CameSong): ('played' | 'decline' | 'later')[] {
  if (song.state === 'waiting' || song.state === 'invited') return ['played', 'decline', 'later']
  return song.state === 'expired' ? ['played', 'later'] : []
}
