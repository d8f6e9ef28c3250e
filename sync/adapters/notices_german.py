"""What is said of e-mail and ntfy, in German (`sync/entrypoints/german`)."""

TABLE = {
    "E-mail and ntfy": "E-Mail und ntfy",
    "Hear of songs by e-mail, ntfy and what else Apprise knows: one message when a song comes, no answers.": "Höre per E-Mail, ntfy und was Apprise sonst kennt von Songs: eine Nachricht, wenn einer kommt, keine Antworten.",
    "Where you hear of songs from friends: Apprise URLs separated by spaces (docs/services/notices.md).": "Wo du von Songs von Freunden hörst: Apprise-URLs, durch Leerzeichen getrennt (docs/services/notices.md).",
    "Set SONG_NOTICES_URLS to where you want to hear of songs, such as ntfy://my-topic.": "Setze SONG_NOTICES_URLS darauf, wo du von Songs hören willst, etwa ntfy://my-topic.",
    "those of the service that is written to": "die des Dienstes, bei dem geschrieben wird",
    "each person's own addresses, sealed; what is written there lies with that service": "eigene Adressen jeder Person, versiegelt; was dort geschrieben wird, liegt bei dem Dienst",
    "the addresses are others by now: connect them again": "die Adressen sind inzwischen andere: verbinde sie neu",
    "not every address took it": "nicht jede Adresse nahm es an",
    "messages cannot be edited": "Nachrichten lassen sich nicht ändern",
}
