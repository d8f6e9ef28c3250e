import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** The set's icons with our own small component around their shapes. */
const plainIcons: Plugin = {
  name: 'plain-icons',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source === '../Icon.svelte' && importer?.includes('@lucide/svelte/')) return fileURLToPath(new URL('./src/parts/Icon.svelte', import.meta.url))
    return null
  },
}

/** Beside each text its packed form, which the server sends as it lies there. */
const packed: Plugin = {
  name: 'packed',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const [name, made] of Object.entries(bundle)) {
        if (!/^assets\/.*\.(js|css|svg)$/.test(name)) continue
        const source = gzipSync(made.type === 'chunk' ? made.code : made.source, { level: 9 })
        this.emitFile({ type: 'asset', fileName: `${name}.gz`, source })
      }
    },
  },
}

/** What runs at once, while the rest is still on its way: as the page's one script would only import this and the shell, it names both itself. */
const FIRST = /src\/first\.ts$/
/**
 * What every page needs (and whatever that imports), and the small parts that several share, in one file each: each file
 * more is a request more before anything is seen. The rest goes with its page.
 */
const SHELL = /src\/main\.ts|src\/run\/drawers\.|src\/parts\/(Skeleton|StateWords|Strip|Unfetched)\.|src\/lib\/(ask|listing|news|own|seen|strips|summary|thumb|window)\.|\/icons\/(check|chevron-right|info|search)\.|node_modules\/svelte\/.*\/blocks\//
const SMALL = /src\/parts\/(Answered|Command|Cover)\.|src\/lib\/(tiles|speed|instep)\.|src\/words\/told\.|\/icons\/(play|plus|minus|trash-2)\./
const STAGE = /src\/run\/(StageCard|SongList)\.|src\/lib\/stage\./

// The pages go where the Python package serves them from; in development /api is a server of `runtrack web`.
export default defineConfig({
  plugins: [plainIcons, svelte({ compilerOptions: { runes: true } }), packed],
  build: {
    outDir: '../sync/entrypoints/static',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0, // no data: addresses, which the content security policy refuses
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
    manifest: '.pages.json', // which files a page is made of: the server tells the browser at once
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: FIRST, priority: 4 }, { name: 'shell', test: SHELL, priority: 3 }, { name: 'small', test: SMALL, priority: 2 }, { name: 'stage', test: STAGE, priority: 1 }] } } },
  },
  optimizeDeps: { exclude: ['@lucide/svelte'] },
  server: { proxy: { '/api': process.env.RUNTRACK_WEB ?? 'http://127.0.0.1:8080' } },
})
