import { expect, test } from 'vitest'
import { en as enBase } from '../src/words/en'
import { home as enHome } from '../src/words/en.home'
import { home as deHome } from '../src/words/de.home'
import { run as enRun } from '../src/words/en.run'
import { more as enMore } from '../src/words/en.more'
import { songs as enSongs } from '../src/words/en.songs'
import { insights as enInsights } from '../src/words/en.insights'
import { de as deBase } from '../src/words/de'
import { run as deRun } from '../src/words/de.run'
import { more as deMore } from '../src/words/de.more'
import { songs as deSongs } from '../src/words/de.songs'
import { insights as deInsights } from '../src/words/de.insights'
import { bestLanguage } from '../src/words/languages'
import { english, Words, wordsIn } from '../src/words/say'

const en: Record<string, string> = { ...enBase, ...enHome, ...enRun, ...enMore, ...enSongs, ...enInsights }
const de: Record<string, string> = { ...deBase, ...deHome, ...deRun, ...deMore, ...deSongs, ...deInsights }

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

test('German says everything that English says, with the same values in it', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort())
  for (const [key, text] of Object.entries(en)) expect(places(de[key]), key).toEqual(places(text))
})

test('no sentence shouts, and none is empty', () => {
  for (const text of [...Object.values(en), ...Object.values(de)]) {
    expect(text.trim()).not.toBe('')
    expect(text).not.toContain('!')
  }
})

test('numbers choose the form and are written as the language writes them', () => {
  expect(english.count('songs', 1)).toBe('1 song')
  expect(english.count('songs', 1612)).toBe('1,612 songs')
  expect(new Words('de', deBase).count('songs', 1612)).toBe('1.612 Songs')
  expect(english.say('state.until', { when: 'Strava {n} $& <b>' })).toBe('until Strava {n} $& <b>')
})

test('the language is the first of the browser that there is', () => {
  expect([['de-AT', 'en'], ['fr', 'de'], ['ja'], []].map(bestLanguage)).toEqual(['de', 'de', 'en', 'en'])
})

test('a page brings what only it says, in every language', async () => {
  expect((await wordsIn('de', ['run'])).say('play.play')).toBe('Lauf abspielen')
  expect((await wordsIn('en', ['run'])).say('play.play')).toBe('Play the run')
  expect(english.say('play.play')).toBe('play.play')
})

test('no sentence stands in two places', () => {
  expect(Object.keys(en)).toHaveLength(Object.keys(enBase).length + Object.keys(enHome).length + Object.keys(enRun).length + Object.keys(enMore).length + Object.keys(enSongs).length + Object.keys(enInsights).length)
})
