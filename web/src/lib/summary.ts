// The one sentence that the first page opens with, out of the state of everything.

import type { Status } from './answers'
import type { Key } from '../words/say'

export interface Sentence {
  key: Key
  tone: 'good' | 'wait' | 'bad'
}

export function summaryOf(status: Status): Sentence {
  if (status.hangs) return { key: 'sum.hangs', tone: 'bad' }
  if (status.tick_overdue) return { key: 'sum.overdue', tone: 'bad' }
  if (status.needs_person) return { key: 'sum.needs_you', tone: 'bad' }
  if (status.rebuilding) return { key: 'sum.rebuilding', tone: 'wait' }
  if (!status.services.some((service) => service.connected)) return { key: 'sum.nothing', tone: 'wait' }
  const open = ['discovered', 'submitting', 'submitted'].reduce((sum, state) => sum + (status.counts[state] ?? 0), 0)
  return open > 0 ? { key: 'sum.sending', tone: 'wait' } : { key: 'sum.fine', tone: 'good' }
}

export type Dot = 'fine' | 'slow' | 'needs' | 'off'

export function dotOf(health: string): Dot {
  const dots: Record<string, Dot> = { fine: 'fine', 'not connected': 'off', 'not set up': 'off', 'login needed': 'needs', blocked: 'slow', 'not answering': 'slow' }
  return dots[health] ?? 'slow'
}
