"""What Spotify's service, login and adapter all name: addresses, scopes, what may be given beforehand."""

from sync.login_field import Field

API, ACCOUNTS = "https://api.spotify.com", "https://accounts.spotify.com"
PLAYER = "https://open.spotify.com"
NAME = "spotify"
SCOPE, ON_NOW = "user-read-recently-played", "user-read-currently-playing"
"""What plays need; what is asked for along with it, for a second consent later costs users."""
OF_PLAYLISTS = ("playlist-modify-private", "playlist-read-private")
"""What only who wants playlists is asked for: to make them, and to find again one whose making was not answered."""
MAKES_PLAYLISTS = Field("playlists", kind="flag", about="Allow private playlists to be made as well")
DASHBOARD = "https://developer.spotify.com/dashboard"
PORT, PATH = 9322, "/callback"
HELD = 50
