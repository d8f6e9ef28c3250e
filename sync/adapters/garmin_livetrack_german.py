"""What is said of LiveTrack, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Follow a run in progress by the link with which Garmin LiveTrack shares it.": "Folge einem laufenden Lauf über den Link, mit dem Garmin LiveTrack ihn teilt.",
    "Base of LiveTrack.": "Basis von LiveTrack.",
    "Base of its short links.": "Basis seiner Kurzlinks.",
    "Base of its pages of people.": "Basis seiner Seiten von Personen.",
    "yes: follow runs in progress by the links of Garmin LiveTrack that you give (docs/live.md).": "yes: laufenden Läufen über die Links von Garmin LiveTrack folgen, die du angibst (docs/live.md).",
    "Your name as LiveTrack shows it: runs of others are then not followed. Default: whoever's link is given.": "Dein Name, wie LiveTrack ihn zeigt: Läufen anderer wird dann nicht gefolgt. Vorgabe: wessen Link angegeben wird.",
    "Set LIVETRACK to yes: then links of Garmin LiveTrack that you give are followed (docs/live.md).": "Setze LIVETRACK auf yes: dann wird den Links von Garmin LiveTrack gefolgt, die du angibst (docs/live.md).",
    "its protocol is the known one": "sein Protokoll ist das bekannte",
    "not told; a run is asked for every 10 seconds at most, and after a refusal seldom": "nicht bekannt; nach einem Lauf wird höchstens alle 10 Sekunden gefragt, nach einer Absage selten",
    "no official interface; only links that their runner has given, off unless switched on": "keine offizielle Schnittstelle; nur Links, die ihr Läufer gegeben hat, aus, solange es nicht eingeschaltet ist",
    "livetrack: a page for browsers stands in its place": "livetrack: an seiner Stelle steht eine Seite für Browser",
    "livetrack: it refuses the token of its own page": "livetrack: es weist das Token seiner eigenen Seite ab",
    "livetrack: its page hands out no token (HTTP {status})": "livetrack: seine Seite gibt kein Token aus (HTTP {status})",
    "its protocol is another one by now: runs in progress cannot be followed": "sein Protokoll ist inzwischen ein anderes: laufenden Läufen kann nicht gefolgt werden",
    "livetrack: the run is shown no longer": "livetrack: der Lauf wird nicht mehr gezeigt",
    "livetrack: the link leads to no run": "livetrack: der Link führt zu keinem Lauf",
}
