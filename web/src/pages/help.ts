// Getting started, and the questions that people ask, in both languages. Addresses in it are those of these pages.

export interface Part {
  title: string
  text: string[]
  command?: string
}

export interface Help {
  title: string
  lead: string
  start: string
  steps: Part[]
  ask: string
  questions: Part[]
}

export const HELP: Record<'en' | 'de', Help> = {
  en: {
    title: 'Help',
    lead: 'Runtrack sends each of your runs to Strava once, and writes the songs into it that you ran to.',
    start: 'Getting started',
    steps: [
      { title: 'Start it', text: ['Runtrack looks for new runs while this runs; these pages come with it.'], command: 'runtrack run' },
      { title: 'Connect Strava', text: ['Under Connections. You make an application of your own at Strava, copy its redirect address and two values, and say yes on Strava’s page.'] },
      { title: 'Connect Garmin, or put files into a folder', text: ['Garmin asks for your password once, and for a code if you have set that up. The password is not kept. Without Garmin, the songs still reach runs that get to Strava another way.'] },
      { title: 'Connect your music', text: ['Spotify, Last.fm or ListenBrainz: one is enough, two fill each other’s gaps. Nothing has to be on during the run.'] },
      { title: 'Run', text: ['A minute or two after your watch has synced, the run is on Strava. Its songs follow when the music service tells of them.'] },
    ],
    ask: 'Questions',
    questions: [
      { title: 'Can it send a run twice, or lose one?', text: ['Each sending is written down before it begins, and Strava is looked at before anything is sent again. A run that cannot be sent is shown here with the reason and a way on.'] },
      { title: 'A run has the wrong songs, or none', text: ['Its page says which source told of which song, and where plays may be missing. Spotify tells of the last fifty plays alone; what was played offline comes later, and the run is looked at again until then.'] },
      { title: 'Is what I wrote on Strava changed?', text: ['No. Only Runtrack’s own block is ever replaced, and only while it is exactly as it was written.'] },
      { title: 'What may a song’s colour mean?', text: ['Nothing but its place in the run: the colours repeat after eight, so each song also has a number.'] },
      { title: 'What does “in step” mean?', text: ['Your steps a minute are within three of the song’s beats, or of their half or double. It does not say that the music made you run so.'] },
      { title: 'Who learns where I run?', text: ['Strava, as far as you let it. The map’s background comes from OpenStreetMap, which learns which area you look at: it can be turned off under Preferences, and the route is drawn all the same.'] },
      { title: 'How do I get my old runs?', text: ['With a first day. They are sent slowly, so that Strava’s limits are kept, and the first page shows how far it is.'], command: 'runtrack backfill --since 2025-01-01' },
      { title: 'How do I leave?', text: ['Disconnect everything under Connections. Runs and texts on Strava stay. Your data can be exported first.'], command: 'runtrack export' },
    ],
  },
  de: {
    title: 'Hilfe',
    lead: 'Runtrack sendet jeden deiner Läufe einmal an Strava und schreibt die Songs hinein, zu denen du gelaufen bist.',
    start: 'Erste Schritte',
    steps: [
      { title: 'Starten', text: ['Solange das läuft, sucht Runtrack nach neuen Läufen; diese Seiten kommen mit.'], command: 'runtrack run' },
      { title: 'Strava verbinden', text: ['Unter Verbindungen. Du legst bei Strava eine eigene Anwendung an, kopierst die Rückkehradresse und zwei Werte und sagst auf Stravas Seite ja.'] },
      { title: 'Garmin verbinden oder Dateien in einen Ordner legen', text: ['Garmin fragt einmal nach deinem Passwort und nach einem Code, falls du das eingerichtet hast. Das Passwort wird nicht aufgehoben. Ohne Garmin bekommen Läufe ihre Songs, die auf anderem Weg zu Strava gelangen.'] },
      { title: 'Musik verbinden', text: ['Spotify, Last.fm oder ListenBrainz: einer genügt, zwei füllen einander die Lücken. Beim Laufen muss nichts an sein.'] },
      { title: 'Laufen', text: ['Ein, zwei Minuten nachdem deine Uhr synchronisiert hat, ist der Lauf auf Strava. Die Songs folgen, sobald der Musikdienst sie nennt.'] },
    ],
    ask: 'Fragen',
    questions: [
      { title: 'Kann ein Lauf doppelt gesendet werden oder verloren gehen?', text: ['Jedes Senden wird vorher aufgeschrieben, und bevor noch einmal gesendet wird, wird bei Strava nachgesehen. Ein Lauf, der nicht gesendet werden kann, steht hier mit Grund und Ausweg.'] },
      { title: 'Ein Lauf hat falsche Songs oder keine', text: ['Seine Seite sagt, welche Quelle welchen Song nannte und wo Wiedergaben fehlen könnten. Spotify nennt nur die letzten fünfzig; was offline lief, kommt später, und so lange wird wieder nachgesehen.'] },
      { title: 'Wird geändert, was ich auf Strava schrieb?', text: ['Nein. Nur Runtracks eigener Block wird je ersetzt, und nur solange er genau so dasteht, wie er geschrieben wurde.'] },
      { title: 'Was bedeutet die Farbe eines Songs?', text: ['Nur seinen Platz im Lauf: die Farben wiederholen sich nach acht, darum hat jeder Song auch eine Nummer.'] },
      { title: 'Was heißt „im Takt“?', text: ['Deine Schritte pro Minute liegen höchstens drei neben den Schlägen des Songs, deren Hälfte oder Doppeltem. Es heißt nicht, dass die Musik das bewirkt hat.'] },
      { title: 'Wer erfährt, wo ich laufe?', text: ['Strava, soweit du es lässt. Der Kartenhintergrund kommt von OpenStreetMap, das erfährt, welche Gegend du ansiehst: unter Einstellungen lässt er sich abschalten, die Strecke wird trotzdem gezeichnet.'] },
      { title: 'Wie kommen alte Läufe dazu?', text: ['Mit einem ersten Tag. Sie werden langsam gesendet, damit Stravas Grenzen gewahrt bleiben, und die erste Seite zeigt, wie weit es ist.'], command: 'runtrack backfill --since 2025-01-01' },
      { title: 'Wie höre ich auf?', text: ['Unter Verbindungen alles trennen. Läufe und Texte auf Strava bleiben. Vorher lassen sich deine Daten exportieren.'], command: 'runtrack export' },
    ],
  },
}
