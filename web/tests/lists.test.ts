import { expect, test } from 'vitest'
import { cellsOf, heatOf, monthWeeks } from '../src/lib/calendar'
import { fromSearch, NO_FILTERS, toSearch, type Filters } from '../src/lib/filters'
import { firstAsked, listPath } from '../src/lib/asked'
import { rowsInSight, rowsNear } from '../src/lib/window'
import { toneOf, untilOf } from '../src/lib/states'
import { insideOf, matched } from '../src/lib/router'

test.each<Filters>([
  NO_FILTERS,
  { q: 'tin & weather', state: 'waiting', year: 2026, day: '' },
  { q: 'ä/?#', state: 'all', year: null, day: '2026-11-21' },
])('filters come back from the address they were written to', (filters) => {
  expect(fromSearch(toSearch(filters))).toEqual(filters)
})

test('an address with nonsense in it shows all runs', () => {
  expect(fromSearch('?state=x&year=12e9&day=<b>&more=1')).toEqual(NO_FILTERS)
})

test('a year has all its days, in weeks from Monday', () => {
  const cells = cellsOf(2026, [{ day: '2026-11-21', distance: 9010, runs: 1, songs: 12 }], '2026-11-29')
  expect(cells).toHaveLength(365)
  expect(cells[0]).toMatchObject({ day: '2026-01-01', week: 0, weekday: 3 })
  expect(cells.find((cell) => cell.day === '2026-11-21')).toMatchObject({ heat: 2, songs: 12, weekday: 5, future: false })
  expect(cells.filter((cell) => cell.future)).toHaveLength(32)
  expect(monthWeeks(cells)).toHaveLength(12)
  expect(cellsOf(2024, [], '2026-01-01')).toHaveLength(366)
})

test('the heat of a day goes by kilometres', () => {
  expect([0, 1000, 5000, 10000, 15000, 42195].map(heatOf)).toEqual([0, 1, 2, 3, 4, 4])
})

test('of ten thousand rows only those near the screen are drawn', () => {
  expect(rowsInSight(10_000, 76, 7600, 900)).toEqual({ first: 92, last: 120, before: 6992, after: 750_880 })
  expect(rowsInSight(3, 76, -500, 900)).toEqual({ first: 0, last: 3, before: 0, after: 0 })
  expect(rowsInSight(0, 76, 0, 900)).toEqual({ first: 0, last: 0, before: 0, after: 0 })
})

test('of rows of different heights those near the screen are drawn, and the one that has the focus', () => {
  const tops = [0]
  for (let i = 0; i < 280; i++) tops.push(tops[i] + (i % 3 ? 57 : 34))
  const near = rowsNear(tops, 2000, 500, 3, 2)
  expect(near[0]).toBe(3)
  expect(tops[near[1] + 2]).toBeLessThanOrEqual(2000)
  expect(tops[near[1] + 3]).toBeGreaterThan(2000)
  expect(tops[near[near.length - 1] - 2]).toBeLessThanOrEqual(2500)
  expect(near).toHaveLength(1 + near[near.length - 1] - near[1] + 1)
  expect(rowsNear(tops, tops[280] - 500, 500, 279)).toContain(279)
  expect(rowsNear(tops, -900, 500, 279, 1)).toEqual([0, 1, 279])
  expect(rowsNear([0, 57], 0, 500, 0)).toEqual([0])
  expect(rowsNear([0], 0, 500, 0)).toEqual([])
})

test('only what waits and what failed is coloured', () => {
  const due = '2026-11-29T14:30:00+00:00'
  const states = ['discovered', 'submitting', 'submitted', 'uploaded', 'annotated', 'skipped', 'failed', 'deleted']
  const tones = states.map((state) => [toneOf({ state, words: '', due }), toneOf({ state, words: '' })].join(' '))
  expect(tones).toEqual(['wait calm', 'wait wait', 'wait wait', 'wait calm', 'good good', 'calm calm', 'bad bad', 'calm calm'])
  expect([untilOf({ state: 'uploaded', words: '', due }), untilOf({ state: 'discovered', words: '', due })]).toEqual([due, undefined])
})

test('pages take their names out of the address', () => {
  expect(matched('/runs/:id', '/runs/7f3a%20b')).toEqual({ id: '7f3a b' })
  expect(matched('/runs/:id', '/runs')).toBeUndefined()
  expect(matched('/runs/:id', '/runs/%zz')).toEqual({ id: '%zz' })
  expect(matched('/', '/')).toEqual({})
})

test('a click that means another tab, another server or a file is left to the browser', () => {
  const link = { origin: 'http://x', pathname: '/runs/1', search: '?t=3', hash: '', target: '', hasAttribute: () => false } as unknown as HTMLAnchorElement
  const click = { button: 0, defaultPrevented: false } as MouseEvent
  expect(insideOf(link, click, 'http://x')).toBe('/runs/1?t=3')
  expect(insideOf(link, { ...click, ctrlKey: true } as MouseEvent, 'http://x')).toBeUndefined()
  expect(insideOf(link, click, 'http://y')).toBeUndefined()
  expect(insideOf({ ...link, pathname: '/api/activities/1/file.fit' } as HTMLAnchorElement, click, 'http://x')).toBeUndefined()
})

test('what a page asks for first is asked for as the page itself asks', () => {
  expect(firstAsked('/', { ...NO_FILTERS, year: 2026 })).toEqual([listPath({ ...NO_FILTERS, year: 2026 }), '/api/status', '/api/calendar'])
  expect(firstAsked('/runs/a%2Fb', NO_FILTERS)).toEqual(['/api/activities/a%2Fb/music', '/api/activities/a%2Fb'])
  expect(firstAsked('/insights', NO_FILTERS)).toEqual(['/api/insights'])
  expect(firstAsked('/help', NO_FILTERS)).toEqual([])
})
