// Sentences by key, in the language that was chosen. Each page brings the sentences that only it says.

import { kept, number } from '../lib/format'
import { en } from './en'
import type { home } from './en.home'
import type { run } from './en.run'
import type { more } from './en.more'
import type { songs } from './en.songs'
import type { insights } from './en.insights'
import type { live } from './en.live'
import type { Language } from './languages'

export type Key = keyof typeof en | keyof typeof home | keyof typeof run | keyof typeof more | keyof typeof songs | keyof typeof insights | keyof typeof live
export type Values = Record<string, string | number>
export type Part = 'home' | 'run' | 'more' | 'songs' | 'insights' | 'live'
type Table = Partial<Record<Key, string>>

/** A key without its ending .one and .other, for sentences with a number. */
export type CountKey = Key extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never

export class Words {
  constructor(
    readonly language: Language,
    private readonly table: Table,
  ) {}

  say(key: Key, values: Values = {}): string {
    return (this.table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)).replace(/\.\.(?=\s|$)/, '.') // a value may end in a full stop of its own, as "Min."
  }

  count(key: CountKey, n: number, values: Values = {}): string {
    const one = kept(`plural ${this.language}`, () => new Intl.PluralRules(this.language)).select(n) === 'one'
    return this.say(`${key}.${one ? 'one' : 'other'}` as Key, { n: number(n, this), ...values })
  }

  /** The same with more sentences. */
  with(table: Table): Words {
    return new Words(this.language, { ...this.table, ...table })
  }
}

const PARTS: Record<Language, Record<Part, () => Promise<Table>>> = {
  en: { home: async () => (await import('./en.home')).home, run: async () => (await import('./en.run')).run, more: async () => (await import('./en.more')).more, songs: async () => (await import('./en.songs')).songs, insights: async () => (await import('./en.insights')).insights, live: async () => (await import('./en.live')).live },
  de: { home: async () => (await import('./de.home')).home, run: async () => (await import('./de.run')).run, more: async () => (await import('./de.more')).more, songs: async () => (await import('./de.songs')).songs, insights: async () => (await import('./de.insights')).insights, live: async () => (await import('./de.live')).live },
}

/** English is here at once; another language, and what single pages say, is fetched when it is wanted. */
export const english = new Words('en', en)

export async function wordsIn(language: Language, parts: Iterable<Part> = []): Promise<Words> {
  const [base, ...tables] = await Promise.all([
    language === 'de' ? import('./de').then(({ de }) => new Words('de', de)) : english,
    ...[...parts].map((part) => PARTS[language][part]()),
  ])
  return tables.reduce((words, table) => words.with(table), base)
}
