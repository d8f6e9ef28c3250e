// The clock of the playback: run seconds that go by faster than real ones. Knows no timer; the page feeds it frames.

export const SPEEDS = [1, 10, 30, 60] as const

export interface Playback {
  t: number
  playing: boolean
  speed: number
  /** Of the last frame, in ms; undefined while paused. */
  last?: number
}

export const stopped = (t = 0, speed = 10): Playback => ({ t, playing: false, speed })

/** The next frame at `now` (ms of any steady clock). Ends by itself at `length` seconds. */
export function frame(state: Playback, now: number, length: number): Playback {
  if (!state.playing) return state
  const passed = state.last === undefined ? 0 : Math.max(0, now - state.last) / 1000
  const t = Math.min(length, state.t + Math.min(passed, 1) * state.speed) // a hidden tab does not jump ahead
  return t >= length ? { t: length, playing: false, speed: state.speed } : { ...state, t, last: now }
}

/** Play, or pause; from the beginning once it has ended. */
export function toggled(state: Playback, length: number): Playback {
  const { speed } = state
  if (state.playing) return { t: state.t, playing: false, speed }
  return { t: state.t >= length - 0.5 ? 0 : state.t, playing: true, speed }
}

export function faster(speed: number): number {
  return SPEEDS[(SPEEDS.indexOf(speed as (typeof SPEEDS)[number]) + 1) % SPEEDS.length]
}

export type KeyAction = { move: number } | { share: number } | { song: 1 | -1 } | { to: 'start' | 'end' } | { speed: number } | 'toggle' | 'colours' | 'help'

/** What a key does on the run page (WEB-DESIGN section 5), or undefined: then it is the browser's. */
export function keyAction(key: string, shift = false): KeyAction | undefined {
  const step = shift ? 10 : 1
  const speed = SPEEDS[Number(key) - 1]
  if (speed) return { speed }
  const actions: Record<string, KeyAction> = {
    ' ': 'toggle',
    ArrowLeft: { move: -step },
    ArrowRight: { move: step },
    PageDown: { share: -0.05 },
    PageUp: { share: 0.05 },
    '[': { song: -1 },
    ']': { song: 1 },
    Home: { to: 'start' },
    End: { to: 'end' },
    m: 'colours',
    '?': 'help',
  }
  return actions[key]
}
