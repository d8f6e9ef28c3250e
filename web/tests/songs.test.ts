import { expect, test } from 'vitest'
import { calledBy, canDo, hasSteps, inGroup, isLink, keyed, newestRun, newId, open, partOf, reached, tellsOf, toldOf } from '../src/lib/songs'
import type { CameSong, Friend, Group, RunPart, Seen, SentSong, SongTo } from '../src/lib/schema'

const km = { language: 'en', units: 'metric' } as const
const part: RunPart = { run: null, began: '2026-03-14T08:00:00Z', begins: 3100, ends: 4000, pace: 292, heart_rate: 167.6 }
const to = (seen: Seen, more: Partial<SongTo> = {}): SongTo => ({ name: 'anna', seen, at: null, said: false, on_run: null, ...more })
const came = (state: CameSong['state'], more: Partial<CameSong> = {}) => ({ id: 's', sender: 'anna', state, on_run: null, ...more }) as CameSong

test('a part of a run is told as far as it is known, in the reader’s units', () => {
  expect(partOf(part, km)).toEqual({ where: 'km 3.1–4.0', pace: '4:52 /km', heart: '168' })
  expect(partOf(part, { language: 'de', units: 'imperial' })).toEqual({ where: 'mi 1,9–2,5', pace: '7:50 /mi', heart: '168' })
  expect(partOf({ ...part, begins: null, ends: null, pace: null, heart_rate: null }, km)).toEqual({ where: '', pace: '', heart: '' })
  expect(partOf(null, km)).toEqual({ where: '', pace: '', heart: '' })
})

test('a step that is not reached is one that was not seen; of who tells nothing there are no steps', () => {
  const all: Seen[] = ['sent', 'not seen yet', 'nothing connected yet', 'played', 'played on a run', 'not for them', 'withdrawn']
  expect(all.map((seen) => reached(to(seen)))).toEqual(['sent', 'sent', 'sent', 'played', 'ran', 'sent', 'sent'])
  expect(all.filter((seen) => hasSteps(to(seen)))).toEqual(['not seen yet', 'played', 'played on a run'])
})

test('a page opens with the song that was run to last', () => {
  const song = (id: string, ...all: SongTo[]) => ({ id, to: all }) as SentSong
  const early = to('played on a run', { at: '2026-03-01T00:00:00Z', on_run: part })
  const late = to('played on a run', { at: '2026-03-02T00:00:00Z', on_run: part })
  expect(newestRun([song('a', early), song('b', to('played'), late), song('c', to('not seen yet'))])?.song.id).toBe('b')
  expect(newestRun([song('c', to('played'))])).toBeUndefined()
})

test('who sent a song is told no more than the listener says, and the page says so', () => {
  expect(toldOf(came('heard'), 'nothing')).toBe('nothing')
  expect(toldOf(came('heard', { on_run: part }), 'played')).toBe('played')
  expect(toldOf(came('heard', { on_run: part }), 'with figures')).toBe('with_figures')
  expect(toldOf(came('heard'), 'on a run')).toBe('played')
  expect(toldOf(came('waiting'), 'with figures')).toBe('')
  expect(toldOf(came('heard', { sender: '' }), 'played')).toBe('')
  expect(toldOf(came('heard'), undefined)).toBe('')
})

test('of what one says as a friend and in a group the more generous counts, of a song of that group alone', () => {
  const friends = [{ name: 'anna', friends: true, tells: 'played' } as Friend]
  const groups = [{ id: 'g', will: 'joined', tells: 'on a run' } as Group, { id: 'left', will: 'left', tells: 'with figures' } as Group]
  expect(tellsOf(came('heard'), friends, groups)).toBe('played')
  expect(tellsOf(came('heard', { group: 'g' }), friends, groups)).toBe('on a run')
  expect(tellsOf(came('heard', { group: 'left' }), friends, groups)).toBe('played')
  expect(tellsOf(came('heard', { sender: 'ben', group: 'other' }), friends, groups)).toBeUndefined()
})

test('of a group those are named who tell, and counted by how far it came', () => {
  const song = { to: [to('sent'), to('played', { name: 'ben' }), to('played on a run', { name: 'cleo' }), to('not seen yet')] } as SentSong
  expect(inGroup(song)).toEqual({ heard: 2, ran: 1, told: [song.to[2], song.to[1]], back: false })
  expect(inGroup({ to: [to('withdrawn')] } as SentSong).back).toBe(true)
})

test('a song can go to a group to which somebody else belongs as well', () => {
  const group = (will: Group['will'], ...joined: boolean[]) => ({ will, members: joined.map((each) => ({ joined: each })) }) as Group
  expect([group('joined', true), group('joined', false), group('joined'), group('left', true)].map((one) => open([one]).length)).toEqual([1, 0, 0, 0])
})

test('what can be said of a song depends on where it is', () => {
  expect(canDo(came('waiting'))).toEqual(['played', 'decline', 'later'])
  expect(canDo(came('expired'))).toEqual(['played', 'later'])
  for (const state of ['heard', 'declined', 'withdrawn'] as const) expect(canDo(came(state))).toEqual([])
})

test('each wish has an id of 128 bits of its own', () => {
  expect(newId((into) => into.fill(171))).toBe('ab'.repeat(16))
  expect(newId()).not.toBe(newId())
})

test('a link is looked at by itself, what else is typed when one asks for it', () => {
  expect(['https://deezer.com/track/1', 'look: http://x.example', 'spotify:track:1'].map(isLink)).toEqual([true, true, true])
  expect(['Artist – Title', 'not spotify:track:1', ''].map(isLink)).toEqual([false, false, false])
})

test('a friend is called as one calls them, else by the name', () => {
  const called = calledBy([{ name: 'me', called: 'Max' } as Friend, { name: 'ben', called: '' } as Friend])
  expect(['me', 'ben', 'cleo'].map(called)).toEqual(['Max', 'ben', 'cleo'])
  expect(keyed('not seen yet')).toBe('not_seen_yet')
})
