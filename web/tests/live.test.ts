import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { live, Stream, type News } from '../src/lib/live'

/** The browser's EventSource, told by the test what comes. */
class Source extends EventTarget {
  static readonly CLOSED = 2
  static made: Source[] = []
  readyState = 1
  onopen: (() => void) | undefined
  onerror: (() => void) | undefined
  constructor(readonly address: string) {
    super()
    Source.made.push(this)
  }
  close() {
    this.readyState = Source.CLOSED
  }
  say(kind: string, what: object, lastEventId: string) {
    this.dispatchEvent(Object.assign(new Event(kind), { data: JSON.stringify(what), lastEventId }))
  }
  refuse() {
    this.close()
    this.onerror?.()
  }
}

const tab = () => Object.assign(new EventTarget(), { visibilityState: 'visible' })
let page = tab()
const see = (visibilityState: string) => {
  page.visibilityState = visibilityState
  page.dispatchEvent(new Event('visibilitychange'))
}
const heard: string[] = []
const told = (news: readonly News[]) => heard.push(news.map(({ kind }) => kind).join(' '))
const settled = () => vi.advanceTimersByTimeAsync(250)

beforeEach(() => {
  vi.useFakeTimers()
  page = tab()
  vi.stubGlobal('document', page)
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('EventSource', Source)
  vi.stubGlobal('BroadcastChannel', class { postMessage() {} })
  Source.made = []
  heard.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('what comes together is heard together, after everything was asked for once', async () => {
  new Stream().listen(told)
  Source.made[0].onopen?.()
  await settled()
  Source.made[0].say('run', { id: '7' }, 'a-1')
  Source.made[0].say('tick', {}, 'a-2')
  await settled()
  expect(Source.made.map(({ address }) => address)).toEqual(['/api/events'])
  expect(heard).toEqual(['again', 'run tick'])
})

test('after a break the last id tells what was missed; without one everything is asked for', async () => {
  new Stream().listen(told)
  Source.made[0].onopen?.()
  Source.made[0].onopen?.()
  await settled()
  Source.made[0].say('tick', {}, 'a-1')
  Source.made[0].onopen?.()
  await settled()
  expect(heard).toEqual(['again again', 'tick'])
})

test('a hidden tab has no stream, and asks for everything when it is seen', async () => {
  new Stream().listen(told)
  see('hidden')
  expect(Source.made.map(({ readyState }) => readyState)).toEqual([Source.CLOSED])
  see('visible')
  await settled()
  expect(Source.made.map(({ readyState }) => readyState)).toEqual([Source.CLOSED, 1])
  expect(heard).toEqual(['again'])
})

test('where the stream is refused, it is asked for from time to time, and so is everything', async () => {
  new Stream().listen(told)
  Source.made[0].refuse()
  await vi.advanceTimersByTimeAsync(30_250)
  expect(Source.made).toHaveLength(2)
  expect(heard).toEqual(['again'])
})

test('of two tabs one has the stream, and the other takes it over', async () => {
  const waiting: (() => void)[] = []
  let held = false
  const request = async (_: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>) => {
    if (held) await new Promise<void>((go, no) => [waiting.push(go), signal.addEventListener('abort', () => no(new Error('aborted')))])
    held = true
    await work()
    held = false
    waiting.shift()?.()
  }
  vi.stubGlobal('navigator', { locks: { request } })
  new Stream().listen(told)
  vi.stubGlobal('document', tab())
  new Stream().listen(told)
  expect(Source.made).toHaveLength(1)
  vi.stubGlobal('document', page)
  see('hidden')
  await settled()
  expect(Source.made.map(({ readyState }) => readyState)).toEqual([Source.CLOSED, 1])
})

test('a page hears of what it wants, and no more once it is left', async () => {
  const leave = live(['run'], told)
  Source.made[0].say('tick', {}, 'a-1')
  await settled()
  Source.made[0].say('run', {}, 'a-2')
  Source.made[0].say('play', {}, 'a-3')
  await settled()
  leave()
  Source.made[0].say('run', {}, 'a-4')
  await settled()
  expect(heard).toEqual(['run'])
})
