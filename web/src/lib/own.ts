// What a person has chosen of the looks of the pages: kept by the server, so that it holds in every browser of theirs.

import { get, send } from './api'
import type { Preference } from './answers'
import { here } from './here.svelte'
import { inZone, type Units } from './format'
import { store } from './stored'
import type { Theme } from './theme'
import type { Language } from '../words/languages'

export type Look = 'language' | 'units' | 'theme' | 'time_zone'

/** Takes what was chosen in another browser. Nobody who is signed out has chosen anything. */
export async function take(): Promise<void> {
  let known: Preference[]
  try {
    known = (await get<{ preferences: Preference[] }>('/api/preferences')).preferences
  } catch {
    return // the page that is shown says it
  }
  for (const { name, value, origin } of known) {
    if (origin === 'default') continue
    if (name === 'language' && value !== here.language) {
      await here.speak(value as Language)
      void import('./live').then(({ afresh }) => afresh()) // what the server has said was in the other language
    }
    if (name === 'units' && value !== here.units) here.measure(value as Units)
    if (name === 'theme' && value !== here.theme) here.choose(value as Theme)
    if (name === 'time_zone') dwell(value)
  }
}

/** The zone of all times but those of a run, which has its own clock; "": that of the browser. */
export function dwell(name: string): void {
  inZone(name)
  here.now = new Date() // whatever shows a time shows it anew
  store('zone', name)
}

/** Keeps a choice; null: as the installation has it. */
export async function keep(name: Look, value: string | null): Promise<void> {
  await send('PUT', '/api/preferences', { changes: { [name]: value } })
}
