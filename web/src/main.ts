import './first'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { timeOfDay } from './lib/format'
import { here } from './lib/here.svelte'
import { take } from './lib/own'
import { later } from './lib/seen'

await here.begin()
// Not over plain http from another machine: browsers have no service workers there.
if ('serviceWorker' in navigator && import.meta.env.PROD) navigator.serviceWorker.register('/sw.js').catch(() => undefined)
if (!/^\/(s\/|join\/|sign-in|help)/.test(location.pathname)) void take() // strangers have chosen nothing
await later() // reading the code and showing the page are two pieces of work
mount(App, { target: document.getElementById('app')! })
void later().then(() => timeOfDay('2026-01-01T00:00:00Z', 0, here.language)) // a phone's first date takes long: while answers are on their way
