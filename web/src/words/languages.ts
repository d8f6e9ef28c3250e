// The languages that there are, and which of them is shown.

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** Of those that there are, the first that a browser's list asks for. */
export function bestLanguage(wanted: readonly string[]): Language {
  const bases = wanted.map((tag) => tag.toLowerCase().split('-')[0])
  return (bases.find((base) => LANGUAGES.includes(base as Language)) as Language | undefined) ?? 'en'
}

/** The one that was chosen in this browser, else the one that it asks for. */
export function languageOf(chosen: string | null, wanted: readonly string[]): Language {
  return LANGUAGES.includes(chosen as Language) ? (chosen as Language) : bestLanguage(wanted)
}
