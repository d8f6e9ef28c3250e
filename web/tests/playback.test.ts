import { expect, test } from 'vitest'
import { faster, frame, keyAction, stopped, toggled } from '../src/lib/playback'

test('ten times means ten run seconds in a real one', () => {
  let state = toggled(stopped(100, 10), 3000)
  state = frame(state, 5000, 3000)
  expect(state.t).toBe(100)
  expect(frame(state, 5500, 3000).t).toBe(105)
})

test('a tab that was hidden goes on where it was, not where it would be', () => {
  const state = frame(toggled(stopped(0, 60), 3000), 0, 3000)
  expect(frame(state, 600_000, 3000).t).toBe(60)
})

test('it stops at the end, and play begins anew', () => {
  const ended = frame(frame(toggled(stopped(2990, 60), 3000), 0, 3000), 900, 3000)
  expect(ended).toEqual({ t: 3000, playing: false, speed: 60 })
  expect(toggled(ended, 3000)).toEqual({ t: 0, playing: true, speed: 60 })
})

test('a pause keeps the place and forgets the clock', () => {
  const state = frame(toggled(stopped(7, 30), 3000), 1000, 3000)
  expect(toggled(state, 3000)).toEqual({ t: 7, playing: false, speed: 30 })
})

test('the speed goes round', () => {
  expect([1, 10, 30, 60, 7].map(faster)).toEqual([10, 30, 60, 1, 1])
})

test('keys do what the help says, and others are left to the browser', () => {
  expect(keyAction(' ')).toBe('toggle')
  expect(keyAction('ArrowLeft', true)).toEqual({ move: -10 })
  expect(keyAction('4')).toEqual({ speed: 60 })
  expect(keyAction(']')).toEqual({ song: 1 })
  expect(keyAction('x')).toBeUndefined()
  expect(keyAction('Tab')).toBeUndefined()
})
