"""What is said of a mailbox, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Mailbox": "Postfach",
    "Find the links to runs in progress in a mailbox, over IMAP.": "Finde die Links zu laufenden Läufen in einem Postfach, über IMAP.",
    "The IMAP server of the mailbox that links to your runs come to: imap.example.org, say (docs/live.md).": "Der IMAP-Server des Postfachs, in das Links zu deinen Läufen kommen, etwa imap.example.org (docs/live.md).",
    "Its port; TLS is spoken from the first byte.": "Sein Port; TLS wird vom ersten Byte an gesprochen.",
    "The user name there.": "Der Benutzername dort.",
    "The password there, best one for this alone.": "Das Passwort dort, am besten eins nur hierfür.",
    "The folder that is looked at.": "Der Ordner, in den gesehen wird.",
    "Set MAILBOX_HOST, MAILBOX_USER and MAILBOX_PASSWORD to those of the mailbox (docs/live.md).": "Setze MAILBOX_HOST, MAILBOX_USER und MAILBOX_PASSWORD auf die des Postfachs (docs/live.md).",
    "it opens, and nothing in it is changed": "es lässt sich öffnen, und nichts darin wird geändert",
    "set mailbox_user and mailbox_password to those of the mailbox": "setze mailbox_user und mailbox_password auf die des Postfachs",
    "those of the mail provider; one look a minute": "die des Mail-Anbieters; ein Blick pro Minute",
    "a person's own mailbox: only mails of the service that sends links are read, and none is marked": "das eigene Postfach einer Person: nur Mails des Dienstes, der Links sendet, werden gelesen, und keine wird markiert",
    "mailbox: the user or the password is not accepted": "mailbox: Benutzer oder Passwort wird nicht angenommen",
    "mailbox: there is no such folder": "mailbox: diesen Ordner gibt es nicht",
    "mailbox: it does not search": "mailbox: es sucht nicht",
    "mailbox: an answer of an unknown shape": "mailbox: eine Antwort von unbekannter Form",
}
