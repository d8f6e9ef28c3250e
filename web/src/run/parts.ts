// What a run's page shows below its name and figures, in one file.

export { default as StageCard } from './StageCard.svelte'
export { default as SongList } from './SongList.svelte'
export { default as OnTarget } from './OnTarget.svelte'
export { default as Story } from './Story.svelte'
export { default as KeyHelp } from './KeyHelp.svelte'
export { COLOUR_BY } from '../lib/colours'
export { keyAction } from '../lib/playback'
export { decodeRoute } from '../lib/route'
export { Stage } from '../lib/stage.svelte'
export { tilesOf } from '../lib/tiles'
