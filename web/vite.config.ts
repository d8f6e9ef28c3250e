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

/** What the list and a run both show, in one file: each file more is a request more before anything is seen. */
const SHELL = /node_modules\/svelte\/|\/icons\/(check|chevron-right|search|triangle-alert)\.|footprints|summary|src\/parts\/(Icon|Skeleton|Failed|StateWords|Strip)\.|src\/lib\/(?!own|live|stage|pieces|highlights|playback|hit|tiles|speed|instep|cover|shared|summary|calendar|songs)/

// The pages go where the Python package serves them from; in development /api is a server of `runtrack web`.
export default defineConfig({
  plugins: [plainIcons, svelte(), packed],
  build: {
    outDir: '../sync/entrypoints/static',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0, // no data: addresses, which the content security policy refuses
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
    manifest: '.pages.json', // which files a page is made of: the server tells the browser at once
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shell', test: SHELL }] } } },
  },
  optimizeDeps: { exclude: ['@lucide/svelte'] },
  server: { proxy: { '/api': process.env.RUNTRACK_WEB ?? 'http://127.0.0.1:8080' } },
})
