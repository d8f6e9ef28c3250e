"""What is said of Spotify, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Spotify forgets this login about {day}: run `runtrack login spotify` before": "Spotify vergisst diese Anmeldung um den {day}: melde dich vorher neu an (`runtrack login spotify`)",
    "Spotify refuses this application ({why})": "Spotify lehnt diese Anwendung ab ({why})",
    "Spotify does not accept this client id and secret": "Spotify nimmt diese Client-ID und das Client-Secret nicht an",  # pragma: allowlist secret
    "at {page}: the owner needs Premium, you must be in its User Management, and SPOTIFY_CLIENT_ID must be its client id": "auf {page}: wem sie gehört, braucht Premium, du musst in ihrem User Management stehen, und SPOTIFY_CLIENT_ID muss ihre Client-ID sein",
    "is Spotify played outside private sessions?": "hörst du Spotify außerhalb privater Sitzungen?",
    "Connect Spotify: consent in the browser, the answer on 127.0.0.1, or pasted. It lasts six months.": "Verbinde Spotify: Zustimmung im Browser, die Antwort auf 127.0.0.1, oder eingefügt. Sie gilt sechs Monate.",
    "Base of Spotify's login pages.": "Adresse von Spotifys Anmeldeseiten.",
    "Base of Spotify's pages of songs.": "Adresse von Spotifys Seiten zu Songs.",
    "Your own Spotify application ({page}; redirect URI {address}).": "Deine eigene Spotify-Anwendung ({page}; Redirect URI {address}).",
    "SPOTIFY_CLIENT_ID is missing: make an application of your own at {page} (redirect URI {address}; its owner needs Premium) and put its client id into .env.": "SPOTIFY_CLIENT_ID fehlt: leg auf {page} eine eigene Anwendung an (Redirect URI {address}; wem sie gehört, braucht Premium) und trag ihre Client-ID ein.",
    "Remove Runtrack at https://www.spotify.com/account/apps as well.": "Entferne Runtrack auch auf https://www.spotify.com/account/apps.",
    "Spotify would not say whose account this is. If you are not among the application's users, or its owner has no Premium, no play will come: `runtrack status` tells within 5 minutes.": "Spotify sagte nicht, wessen Konto das ist. Wenn du nicht unter den Nutzern der Anwendung bist, oder wem sie gehört, kein Premium hat, kommt nichts an: das zeigt sich in 5 Minuten.",
    "Spotify forgets every consent after six months: Runtrack reminds you 30, 7 and 1 days before.": "Spotify vergisst jede Zustimmung nach sechs Monaten: Runtrack erinnert dich 30, 7 und 1 Tag vorher.",
    "Spotify did not grant {scope}, without which no play can be seen.": "Spotify hat {scope} nicht erlaubt, ohne das nichts zu sehen ist.",
    "Spotify is connected (account {name}). Its plays are captured from now on.": "Spotify ist verbunden (Konto {name}). Was du hörst, wird von jetzt an erfasst.",
    "spotify login: the answer holds no token": "Anmeldung bei Spotify: in der Antwort ist kein Token",
    "spotify: what plays now is told in an unknown shape": "Spotify: was gerade läuft, steht in unbekannter Form da",
    "the consent does not allow playlists": "die Zustimmung erlaubt keine Playlists",
    "spotify: there is no such playlist": "Spotify: diese Playlist gibt es nicht",
    "spotify: this is no id of a playlist": "Spotify: so heißt keine Playlist",
    "spotify: the list of playlists is not one": "Spotify: die Liste der Playlists ist keine",
    "spotify: the answer says of no playlist that it was made": "Spotify: die Antwort nennt keine Playlist, die angelegt wurde",
    "spotify login: {refused}": "Anmeldung bei Spotify: {refused}",
}
