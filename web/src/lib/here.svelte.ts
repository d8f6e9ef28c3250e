// What every page shares: the address, the language, the units, the theme, who is asking, and the minute.

import { languageOf, type Language } from '../words/languages'
import { english, wordsIn, type CountKey, type Key, type Part, type Values, type Words } from '../words/say'
import { keep } from './own'
import { store, stored } from './stored'
import { flipped, shown, storedTheme, type Theme } from './theme'
import { inZone, type Taste, type Units } from './format'

class Here {
  path = $state(location.pathname)
  search = $state(location.search)
  words = $state.raw<Words>(english)
  units = $state<Units>(stored('units') === 'imperial' ? 'imperial' : 'metric')
  theme = $state<Theme>(storedTheme({ getItem: stored }))
  systemIsDark = $state(matchMedia('(prefers-color-scheme: dark)').matches)
  now = $state.raw(new Date())
  news = $state('')
  dark = $derived(shown(this.theme, this.systemIsDark) === 'dark')
  taste: Taste = $derived({ language: this.words.language, units: this.units })

  get language(): Language {
    return this.words.language
  }

  /** Called once. Returns after the language is there, so that nothing is shown in another one first. */
  async begin(): Promise<void> {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => (this.systemIsDark = event.matches))
    addEventListener('popstate', () => this.moved())
    setInterval(() => (this.now = new Date()), 30_000)
    inZone(stored('zone'))
    await this.speak(languageOf(stored('language'), navigator.languages), false)
  }

  async speak(language: Language, keep = true): Promise<void> {
    this.words = await wordsIn(language, this.parts)
    document.documentElement.lang = language
    if (keep) store('language', language)
  }

  /** What a page says besides: there when the returned promise is fulfilled. */
  async learn(part: Part | undefined): Promise<void> {
    if (!part || this.parts.has(part)) return
    this.parts.add(part)
    this.words = await wordsIn(this.language, this.parts)
  }

  measure(units: Units): void {
    this.units = units
    store('units', units)
  }

  choose(theme: Theme): void {
    this.theme = theme
    store('theme', theme)
  }

  flip(): void {
    this.choose(flipped(this.theme, this.systemIsDark))
    void keep('theme', this.theme)
  }

  /** To another address; `replace`: of the same page, such as its filters. */
  go(address: string, { replace = false } = {}): void {
    history[replace ? 'replaceState' : 'pushState'](null, '', address)
    const before = this.path
    this.moved()
    if (this.path !== before) {
      scrollTo(0, 0)
      document.getElementById('content')?.focus({ preventScroll: true })
    }
  }

  /** One line, five seconds, said to screen readers too. */
  tell(text: string): void {
    this.news = text
    setTimeout(() => this.news === text && (this.news = ''), 5000)
  }

  private readonly parts = new Set<Part>()

  private moved(): void {
    this.path = location.pathname
    this.search = location.search
  }
}

export const here = new Here()
export const say = (key: Key, values?: Values) => here.words.say(key, values)
export const count = (key: CountKey, n: number, values?: Values) => here.words.count(key, n, values)
