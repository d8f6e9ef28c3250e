// The state of a run in words (WEB-DESIGN section 7): a tone, an icon's name and the key of the sentence.

export type Tone = 'calm' | 'good' | 'wait' | 'bad'
export type StateKey = 'state.discovered' | 'state.submitting' | 'state.submitted' | 'state.uploaded' | 'state.waiting' | 'state.already' | 'state.annotated' | 'state.skipped' | 'state.failed' | 'state.deleted' | 'state.kept'

export interface Standing {
  state: string
  reason: string
  how?: string
  due?: string | null
  kept?: boolean
}

export interface InWords {
  key: StateKey
  tone: Tone
  /** What the sentence names: a reason, a time. */
  reason?: string
  until?: string
}

export function inWords(run: Standing): InWords {
  if (run.kept && run.state !== 'failed' && run.state !== 'skipped') return { key: 'state.kept', tone: 'calm' }
  switch (run.state) {
    case 'discovered':
      return { key: 'state.discovered', tone: 'wait' }
    case 'submitting':
      return { key: 'state.submitting', tone: 'wait' }
    case 'submitted':
      return { key: 'state.submitted', tone: 'wait' }
    case 'uploaded':
      if (run.due) return { key: 'state.waiting', tone: 'wait', until: run.due }
      return { key: run.how === 'uploaded' ? 'state.uploaded' : 'state.already', tone: 'calm' }
    case 'annotated':
      return { key: 'state.annotated', tone: 'good' }
    case 'skipped':
      return { key: 'state.skipped', tone: 'calm', reason: run.reason }
    case 'failed':
      return { key: 'state.failed', tone: 'bad', reason: run.reason }
    default:
      return { key: 'state.deleted', tone: 'calm' }
  }
}
