// A cover made from the song itself: one of five drawings in one of the song colours, the same for the same song.

import { SONGS } from './colours'

export const DRAWINGS = ['hills', 'sun', 'bars', 'waves', 'ring'] as const
export interface Cover {
  colour: string
  drawing: (typeof DRAWINGS)[number]
  /** 0…1, for small differences. */
  turn: number
}

/** FNV-1a, 32 bits: spreads short texts well and is the same everywhere. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const sign of new TextEncoder().encode(text)) hash = Math.imul(hash ^ sign, 0x01000193) >>> 0
  return hash
}

export function coverOf(song: string): Cover {
  const hash = hashOf(song)
  return { colour: SONGS[hash % SONGS.length], drawing: DRAWINGS[(hash >>> 8) % DRAWINGS.length], turn: ((hash >>> 16) & 255) / 255 }
}
