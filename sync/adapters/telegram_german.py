"""What is said of Telegram, in German (`sync/entrypoints/german`)."""

TABLE = {
    "Connect Telegram: you hear of songs there, and send some.": "Verbinde Telegram: dort hörst du von Songs und schickst welche.",
    "Write /newbot to @BotFather in Telegram, and set TELEGRAM_BOT_TOKEN to the token that it gives you.": "Schreib @BotFather in Telegram /newbot und setze TELEGRAM_BOT_TOKEN auf den Token, den er dir gibt.",
    "@BotFather in Telegram": "bei @BotFather in Telegram",
    "set TELEGRAM_BOT_TOKEN to the token that @BotFather gives you for this bot": "setze TELEGRAM_BOT_TOKEN auf den Token, den @BotFather dir für diesen Bot gibt",
    "The token of your Telegram bot ({page}).": "Der Token deines Bots bei Telegram ({page}).",
    "30 messages a second, one a second in a chat, 20 a minute in a group": "30 Nachrichten in der Sekunde, eine in der Sekunde in einem Chat, 20 in der Minute in einer Gruppe",
    "a bot writes to nobody who has not begun with it": "ein Bot schreibt niemandem, der nicht mit ihm begonnen hat",
    "telegram: {words}: another program asks for this bot's updates": "telegram: {words}: ein anderes Programm fragt nach dem, was dieser Bot hört",
    "telegram: it brings what happens to a webhook, and tells nobody who asks: `runtrack chats webhook telegram off` ends that": "telegram: was geschieht, wird an einen Webhook gebracht und niemandem gesagt, der fragt: `runtrack chats webhook telegram off` beendet das",
    "Telegram does not accept the bot's token": "Telegram nimmt den Token des Bots nicht an",
}
