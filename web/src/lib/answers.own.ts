// The shapes of the API's answers about a person's ways in and privacy zones (docs/api.md).

export interface Session {
  id: string
  agent: string
  made: string
  /** A day, "2026-11-21". */
  seen: string
  this: boolean
}

export interface Token {
  id: string
  name: string
  scope: 'read' | 'write'
  made: string
  seen: string | null
}

export interface NewToken {
  token: Token
  word: string
}

export interface Zone {
  lat: number
  lon: number
  /** Metres. */
  radius: number
  name: string
}
