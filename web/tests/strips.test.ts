import { expect, test } from 'vitest'
import type { RunLine } from '../src/lib/answers'
import { Known } from '../src/lib/strips'

const line = (id: string, start: string, songs: number) => ({ id, start, songs }) as RunLine
const OLD = line('1', '2026-11-01T08:00:00Z', 3)
const NEW = line('2', '2026-11-21T08:00:00Z', 2)

test('strips are asked for once, of the time of the runs that have songs, and again when there are other songs', () => {
  const known = new Known()
  expect(known.lacking([line('3', '2026-11-29T08:00:00Z', 0)])).toBeUndefined()
  expect(known.lacking([NEW, OLD])).toEqual(['2026-11-01T08:00:00.000Z', '2026-11-21T08:00:00.001Z'])
  expect(known.learn([NEW, OLD], [{ id: '2', songs: [[0, 180]] }])).toEqual({ 2: [[0, 180]] })
  expect(known.lacking([NEW, OLD])).toBeUndefined() // also of the one that has no strip yet
  expect(known.lacking([{ ...NEW, songs: 4 }, OLD])).toEqual(['2026-11-21T08:00:00.000Z', '2026-11-21T08:00:00.001Z'])
  expect(known.learn([{ ...NEW, songs: 4 }], [{ id: '2', songs: [[0, 90]] }])).toEqual({ 2: [[0, 90]] })
})
