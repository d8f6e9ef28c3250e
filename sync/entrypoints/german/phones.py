"""German for phones that say where their runner is."""

TABLE = {
    "Install OwnTracks, and allow it to know where you are at all times.": "Installiere OwnTracks und erlaube ihm, jederzeit zu wissen, wo du bist.",
    "Scan the code with the phone, or open the link on it: OwnTracks sets itself up.": "Scanne den Code mit dem Handy oder öffne dort den Link: OwnTracks richtet sich selbst ein.",
    "Before a run switch OwnTracks to Move, and back afterwards: the other modes report too seldom.": "Stell OwnTracks vor einem Lauf auf „Bewegung“ (Move) und danach zurück: die anderen Modi melden zu selten.",
    "Install Overland, and allow it to know where you are at all times.": "Installiere Overland und erlaube ihm, jederzeit zu wissen, wo du bist.",
    "Scan the code with the phone, or open the link on it: Overland sets itself up.": "Scanne den Code mit dem Handy oder öffne dort den Link: Overland richtet sich selbst ein.",
    "Before a run switch its tracker on, with a send interval of 10 seconds, and off afterwards.": "Schalt vor einem Lauf den Tracker ein, mit 10 Sekunden Sendeabstand (Send Interval), und danach aus.",
    "Install Traccar Client, and allow it to know where you are at all times.": "Installiere Traccar Client und erlaube ihm, jederzeit zu wissen, wo du bist.",
    "Paste the address as its server URL; set distance to 0 and the interval to 10 seconds.": "Füge die Adresse als Server-URL ein; setze die Distanz auf 0 und das Intervall auf 10 Sekunden.",
    "Before a run switch its tracking on, and off afterwards.": "Schalt die Verfolgung vor einem Lauf ein und danach aus.",
    "Install GPSLogger, and allow it to know where you are at all times.": "Installiere GPSLogger und erlaube ihm, jederzeit zu wissen, wo du bist.",
    "Under logging details switch on the custom URL, and paste the address; log every 10 seconds.": "Schalt bei den Protokolldetails die eigene URL (Custom URL) ein und füge die Adresse ein; zeichne alle 10 Sekunden auf.",
    "Before a run start its logging, and stop it afterwards.": "Starte vor einem Lauf die Aufzeichnung und beende sie danach.",
    "What it sends cannot be read: set the app up anew.": "Was es sendet, lässt sich nicht lesen: richte die App neu ein.",
    "What it sends is encrypted, and cannot be read: remove the encryption key in the app.": "Was es sendet, ist verschlüsselt und lässt sich nicht lesen: entferne den Schlüssel (Encryption Key) in der App.",
    "It sends too much at once: set the app to smaller batches.": "Es sendet zu viel auf einmal: stell in der App kleinere Pakete ein.",
    "Its clock is wrong, or what it sends is older than a week: set the phone's time.": "Seine Uhr geht falsch, oder was es sendet, ist älter als eine Woche: stell die Uhr des Handys.",
    "There is no such phone.": "Dieses Handy gibt es nicht.",
    "This phone posts too often.": "Dieses Handy sendet zu oft.",
    "a phone": "ein Handy",
}
