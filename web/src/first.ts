// The first script that runs, and a short one: it asks for what the page will show while the rest is still on its way.

import { firstAsked } from './lib/asked'
import { fromSearch } from './lib/filters'
import { begin } from './lib/reach'
import { stored } from './lib/stored'
import { languageOf } from './words/languages'

document.documentElement.lang = languageOf(stored('language'), navigator.languages) // the answers are in it
begin(firstAsked(location.pathname, fromSearch(location.search)))
