"""What is said of Facebook Messenger, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Connect Facebook Messenger: you hear of songs there for 24 hours after you wrote, and send some.": "Verbinde den Facebook Messenger: du hörst dort von Songs, bis 24 Stunden nachdem du geschrieben hast, und sendest welche.",
    "set MESSENGER_PAGE_TOKEN to a token of the Page with the permission pages_messaging": "setze MESSENGER_PAGE_TOKEN auf ein Token der Seite mit der Berechtigung pages_messaging",
    "The token of your Facebook Page, for people who have a role on its app (docs/services/messenger.md).": "Das Token deiner Facebook-Seite, für Leute mit einer Rolle in ihrer App (docs/services/messenger.md).",
    "The app's secret, with which Facebook signs what people write.": "Das Geheimnis der App, mit dem Facebook unterschreibt, was Leute schreiben.",
    "A word of your own, which Facebook says back to the webhook; `openssl rand -hex 16` makes one.": "Ein eigenes Wort, das Facebook dem Webhook zurücksagt; `openssl rand -hex 16` macht eins.",
    "Facebook Messenger needs a Page with an app of your own: set MESSENGER_PAGE_TOKEN, MESSENGER_APP_SECRET and MESSENGER_VERIFY_TOKEN.": "Der Facebook Messenger braucht eine Seite mit einer eigenen App: setze MESSENGER_PAGE_TOKEN, MESSENGER_APP_SECRET und MESSENGER_VERIFY_TOKEN.",
    "Facebook lets me write only within 24 hours after you wrote": "Facebook lässt mich nur in den 24 Stunden schreiben, nachdem du geschrieben hast",
    "it writes only to people who have a role on the app or its Page, as long as Facebook has not reviewed it": "er schreibt nur Leuten mit einer Rolle in der App oder auf ihrer Seite, solange Facebook sie nicht geprüft hat",
    "messages cannot be edited": "Nachrichten lassen sich nicht ändern",
    "the Page's token is no longer accepted": "das Token der Seite wird nicht mehr angenommen",
    "the permission pages_messaging is missing": "die Berechtigung pages_messaging fehlt",
    "200 calls times the people of a day, 300 texts a second; 24 hours after a person wrote": "200 Aufrufe mal die Leute eines Tages, 300 Texte je Sekunde; 24 Stunden, nachdem jemand geschrieben hat",
    "without App Review only people with a role on the app; that it is a bot must be said": "ohne App Review nur Leute mit einer Rolle in der App; dass es ein Bot ist, muss gesagt werden",
    "Facebook knows the Page": "Facebook kennt die Seite",
}
