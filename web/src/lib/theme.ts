// Light or dark: as the system says until a person chooses. The choice stays in this browser.

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export function shown(theme: Theme, systemIsDark: boolean): 'light' | 'dark' {
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme
}

export function storedTheme(storage: Pick<Storage, 'getItem'> | undefined): Theme {
  const theme = storage?.getItem('theme') as Theme
  return THEMES.includes(theme) ? theme : 'system'
}

/** The other one of what is shown now; back to "system" where that is the same. */
export function flipped(theme: Theme, systemIsDark: boolean): Theme {
  const wanted = shown(theme, systemIsDark) === 'dark' ? 'light' : 'dark'
  return shown('system', systemIsDark) === wanted ? 'system' : wanted
}
