// What this browser remembers of its person's choices.

export function stored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null // storage is refused: a choice lives until the page is closed
  }
}

export function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // as above
  }
}
