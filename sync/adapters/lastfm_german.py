"""What is said of Last.fm, in German (`sync/entrypoints/german`)."""

TABLE = {
    "set LASTFM_API_KEY to a key of https://www.last.fm/api/accounts": "setze LASTFM_API_KEY auf einen Schlüssel von https://www.last.fm/api/accounts",
    "Connect Last.fm by its user name. Needs LASTFM_API_KEY.": "Verbinde Last.fm mit deinem Benutzernamen. Braucht LASTFM_API_KEY.",
    "Your Last.fm API key ({page}).": "Dein API-Schlüssel bei Last.fm ({page}).",
    "Last.fm needs an API key: make one at {page} (it takes a minute, and no callback address) and set LASTFM_API_KEY to it.": "Last.fm braucht einen API-Schlüssel: mach einen auf {page} (es dauert eine Minute, ohne Callback-Adresse) und setze LASTFM_API_KEY darauf.",
    'Last.fm shows nobody the plays of {name} while "Hide recent listening information" is on: switch it off at {page}': "Last.fm zeigt niemandem, was {name} hört, solange „Hide recent listening information“ an ist: schalt es auf {page} aus",
}
