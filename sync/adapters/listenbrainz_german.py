"""What is said of ListenBrainz, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Connect ListenBrainz by its user name; listens are public there, so that no token is needed.": "Verbinde ListenBrainz mit deinem Benutzernamen; was du hörst, ist dort öffentlich, also braucht es kein Token.",
}
