// What the server says, in the words of the pages where they have some.

import { say } from '../lib/here.svelte'
import type { Key, Values } from './say'

export function told(key: string, otherwise: string, values?: Values): string {
  const text = say(key as Key, values)
  return text === key ? otherwise : text
}
