"""What is said of MusicBrainz, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Your e-mail or web page: MusicBrainz wants to know who asks, and is asked only if this is set.": "Deine E-Mail oder Webseite: MusicBrainz will wissen, wer fragt, und wird nur damit gefragt.",
}
