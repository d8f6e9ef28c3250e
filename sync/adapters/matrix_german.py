"""What is said of Matrix, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Connect Matrix: you hear of songs in a room without encryption, and send some.": "Verbinde Matrix: du hörst in einem Raum ohne Verschlüsselung von Songs und sendest welche.",
    "set MATRIX_ACCESS_TOKEN to a token of the bot's account": "setze MATRIX_ACCESS_TOKEN auf ein Token vom Konto des Bots",
    "The homeserver of a bot's account on Matrix: {address}, say (docs/services/matrix.md).": "Der Homeserver, auf dem ein Bot sein Matrix-Konto hat, etwa {address} (docs/services/matrix.md).",
    "The access token of that account, which nobody else uses.": "Das Zugangstoken dieses Kontos, das sonst niemand benutzt.",
    "Matrix needs an account for the bot: register one on a homeserver, and set MATRIX_HOMESERVER and MATRIX_ACCESS_TOKEN to its address and to an access token.": "Matrix braucht ein Konto für den Bot: registriere eins auf einem Homeserver, und setze MATRIX_HOMESERVER und MATRIX_ACCESS_TOKEN auf seine Adresse und ein Zugangstoken.",
    "matrix: the access token is no longer accepted ({code})": "matrix: das Zugangstoken wird nicht mehr angenommen ({code})",
    "each homeserver has its own, and says how long to wait": "jeder Homeserver hat eigene und sagt, wie lange zu warten ist",
    "the operator's own account on a homeserver; messages lie there as in any room without encryption": "ein eigenes Konto auf einem Homeserver; Nachrichten liegen dort wie in jedem Raum ohne Verschlüsselung",
    "the homeserver knows the bot": "der Homeserver kennt den Bot",
}
