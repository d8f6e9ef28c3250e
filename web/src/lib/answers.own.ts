// The answers of the API about a person's ways in, phones and privacy zones, by the names that they have in the pages.

export type { SessionAnswer as Session, TokenAnswer as Token, NewToken, ZoneShape as Zone, NewPhone, Phones as PhoneList } from './schema'
