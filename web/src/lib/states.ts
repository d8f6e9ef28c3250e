// How the state of a run is shown: the words are the server's (`words`), the tone is here.

export type Tone = 'calm' | 'good' | 'wait' | 'bad'

export interface Standing {
  state: string
  words: string
  due?: string | null
}

const TONES: Record<string, Tone> = { submitting: 'wait', submitted: 'wait', annotated: 'good', failed: 'bad' }

export function toneOf(run: Standing): Tone {
  return TONES[run.state] ?? (/^(disc|upl)/.test(run.state) && run.due ? 'wait' : 'calm')
}

/** Until when a run on the target is looked at for its music. */
export const untilOf = (run: Standing) => (run.state === 'uploaded' ? run.due : undefined)
