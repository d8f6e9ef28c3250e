// The sentences of the first page that come with its pictures, in German.

import type { home as english } from './en.home'

export const home: Record<keyof typeof english, string> = {
  'year.rest': 'Ruhe',
  'year.most': '{distance} und mehr',
  'year.songs': 'Songs',
  'year.label': 'Kalender {year}',
  'year.spoken': '{year}: {distance} in {runs} Läufen',
  'year.to': '{year} zeigen',
  'year.before': 'Kein Jahr davor',
  'year.next': 'Kein Jahr danach',
  'latest.unfetched': 'Der letzte Lauf konnte nicht geladen werden.',
  'year.unfetched': 'Der Kalender konnte nicht geladen werden.',
  'page.unfetched': 'Der Rest dieser Seite konnte nicht geladen werden.',
  'latest.title': 'Letzter Lauf',
  'latest.fastest': 'Am schnellsten liefst du zu',
  'latest.replay': 'Lauf abspielen',
  'empty.title': 'Dein erster Lauf erscheint hier',
  'empty.detail': 'Verbinde Garmin und Strava, dann lauf einfach. Dein nächster Lauf kommt mit seinen Songs.',
  'empty.wait': 'Alles ist verbunden. Lauf einfach: der nächste kommt mit seinen Songs.',
  'empty.connect': 'Dienste verbinden',
  'empty.help': 'So geht es',
  'empty.filter': 'So einen Lauf gibt es nicht',
  'empty.filter.detail': 'Nichts passt zu allem, was du gewählt hast.',
  'empty.filter.clear': 'Alle Läufe zeigen',
  'sum.connections': 'Zu den Verbindungen',
  'sum.run': 'Zum Lauf',
  'sum.older': 'Zu den Einstellungen',
  'backfill.title': 'Deine alten Läufe:',
  'backfill.progress': '{done} von {total}',
  'backfill.eta': 'fertig gegen {when}',
}
