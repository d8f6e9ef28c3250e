"""What Apple's service and its adapter both name: addresses, and how those of songs read."""

from sync.core.song_link import SongPages

ITUNES = "https://itunes.apple.com"
USUAL_COUNTRY = "us"
PAGES = SongPages(
    service="apple",
    hosts=("music.apple.com", "geo.music.apple.com", "itunes.apple.com"),
    id=r"[0-9]{1,15}",
    songs=(
        r"[a-z.]+/(?P<country>[a-zA-Z]{2})/album/(?:[^/?]+/)?[0-9]+\?i=(?P<id>[0-9]{1,15})",
        r"[a-z.]+/(?P<country>[a-zA-Z]{2})/song/(?:[^/?]+/)?(?P<id>[0-9]{1,15})",
    ),
    page="https://music.apple.com/{country}/song/{id}",
    query="i",
    others={
        "album": "album",
        "playlist": "playlist",
        "artist": "artist",
        "music-video": "video",
        "station": "station",
        "podcast": "episode",
    },
    letter="i",
    search="https://music.apple.com/us/search?term={words}",
)
