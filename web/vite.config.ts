import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// The page is one script and one style, so that a strict Content-Security-Policy needs no nonce: nothing is inlined, and
// every address is relative, because the server may stand under a base path.
export default defineConfig({
  root: here('.'),
  base: './',
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
  },
})
