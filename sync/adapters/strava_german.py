"""What is said of Strava, in German (`sync/entrypoints/german`)."""

TABLE = {
    "found on Strava": "auf Strava gefunden",
    "our share of Strava's rate limit is used up": "unser Anteil an Stravas Abfragen ist verbraucht",
    "Strava has deactivated this API application": "Strava hat diese API-Anwendung abgeschaltet",
    "Strava does not accept the client id and secret": "Strava nimmt Client-ID und Client-Secret nicht an",  # pragma: allowlist secret
    "Strava does not accept this client id and secret, or has deactivated the application": "Strava nimmt diese Client-ID und das Client-Secret nicht an, oder hat die Anwendung abgeschaltet",
    "Since June 2026 the owner of the API application needs a paid Strava subscription.": "Seit Juni 2026 braucht, wem die API-Anwendung gehört, ein bezahltes Strava-Abo.",
    "since June 2026 the owner of the API application needs a paid Strava subscription; also check STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET": "seit Juni 2026 braucht, wem die API-Anwendung gehört, ein bezahltes Strava-Abo; prüf auch STRAVA_CLIENT_ID und STRAVA_CLIENT_SECRET",
    "run `runtrack login strava`": "melde dich neu an (`runtrack login strava`)",
    "Connect Strava: consent in the browser, the answer on localhost, or pasted.": "Verbinde Strava: Zustimmung im Browser, die Antwort auf localhost, oder eingefügt.",
    "Base of Strava's API, which moves in 2027.": "Adresse von Stravas API, die 2027 umzieht.",
    "Base of Strava's OAuth, which stays.": "Adresse von Stravas OAuth, die bleibt.",
    "Only for a start without `runtrack login strava`: what `make get-token` prints. The rotated token that Runtrack stores wins later.": "Nur für einen Anfang ohne `runtrack login strava`: was `make get-token` ausgibt. Später gilt das erneuerte Token, das Runtrack aufhebt.",
    "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET are missing: make an API application of your own at {page} (callback domain: localhost) and put both into .env": "STRAVA_CLIENT_ID und STRAVA_CLIENT_SECRET fehlen: leg auf {page} eine eigene API-Anwendung an (Callback Domain: localhost) und trag beide ein",
    "Strava accepts this API application": "Strava nimmt diese API-Anwendung an",
    "remove Runtrack at https://www.strava.com/settings/apps as well.": "entferne Runtrack auch auf https://www.strava.com/settings/apps.",
    "Upload your activities to Strava": "deine Aktivitäten zu Strava hochladen",
    "Strava did not grant everything. Nothing was stored; start again and leave {boxes} ticked.": "Strava hat nicht alles erlaubt. Nichts wurde gespeichert; fang noch einmal an und lass {boxes} angehakt.",
    "Strava is connected (athlete {name}). {rest}": "Strava ist verbunden (Athlet {name}). {rest}",
    "strava login: the answer is not JSON": "Anmeldung bei Strava: die Antwort ist kein JSON",
    "strava login: the answer holds no token": "Anmeldung bei Strava: in der Antwort ist kein Token",
    "strava login: {refused}": "Anmeldung bei Strava: {refused}",
}
