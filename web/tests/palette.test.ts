import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contrast, QUIET, RAMP, SONGS } from '../src/lib/colours'

/** The tokens of each theme, as the style sheet has them. */
const themes = Object.fromEntries(
  [...readFileSync('src/styles/tokens.css', 'utf8').matchAll(/\[data-theme=['"]?(\w+)['"]?\][^{]*\{([^}]*)\}/g)].map(([, name, body]) => [
    name,
    Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, token, colour]) => [token, colour])),
  ]),
)

const GROUNDS = ['bg', 'surface', 'raised', 'sunken']
const TEXTS = ['ink', 'ink2', 'ink3', 'accent']

test('both themes are there', () => {
  expect(Object.keys(themes).sort()).toEqual(['dark', 'light'])
})

test.each(['light', 'dark'])('text has 4.5:1 on every ground of the %s theme', (theme) => {
  const token = themes[theme]
  for (const text of TEXTS) for (const ground of GROUNDS) expect(contrast(token[text], token[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  for (const tone of ['ok', 'warn', 'bad', 'info']) {
    for (const ground of [...GROUNDS, `${tone}soft`]) expect(contrast(token[tone], token[ground]), `${tone} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token.ink, token[`${tone}soft`])).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token.ink2, token[`${tone}soft`])).toBeGreaterThanOrEqual(4.5)
  }
  expect(contrast(token.accent, token.asoft)).toBeGreaterThanOrEqual(4.5)
  expect(contrast(token.onaccent, token.accent)).toBeGreaterThanOrEqual(4.5)
})

test.each(['light', 'dark'])('edges of controls and every line of the map have 3:1 in the %s theme', (theme) => {
  const token = themes[theme]
  for (const ground of GROUNDS) expect(contrast(token.line2, token[ground]), `line2 on ${ground}`).toBeGreaterThanOrEqual(3)
  for (const colour of [...SONGS, ...RAMP, QUIET]) {
    for (const ground of ['land', 'lake', 'surface', 'casing']) expect(contrast(colour, token[ground]), `${colour} on ${ground}`).toBeGreaterThanOrEqual(3)
  }
})

test('contrast is counted as WCAG counts it', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
