import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
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

// The pages go where the Python package serves them from; in development /api is a server of `runtrack web`.
export default defineConfig({
  plugins: [plainIcons, svelte()],
  build: {
    outDir: '../sync/entrypoints/static',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0, // no data: addresses, which the content security policy refuses
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
  },
  optimizeDeps: { exclude: ['@lucide/svelte'] },
  server: { proxy: { '/api': process.env.RUNTRACK_WEB ?? 'http://127.0.0.1:8080' } },
})
