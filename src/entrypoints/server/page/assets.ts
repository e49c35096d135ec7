import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface Asset {
  readonly bytes: Buffer
  /** Absent where gzip gains nothing. */
  readonly gzip?: Buffer
  readonly type: string
  readonly etag: string
  /** Its name has a hash of its content: it never changes. */
  readonly immutable: boolean
}

/** By path below the base path: `assets/index-Bx12.js`. Only what was read at start is served, so no path leads elsewhere. */
export type Assets = ReadonlyMap<string, Asset>

const types: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.ico', 'image/x-icon'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json'],
  ['.woff2', 'font/woff2'],
])

/** The built page beside the bundled command, or in dist/web where the source itself runs. */
export function pageFolder(): string | undefined {
  const places = ['./web/', '../../../../dist/web/'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return places.find((folder) => existsSync(join(folder, 'index.html')))
}

/** Files of types that a page is made of; a folder that is not there has none. */
export function readAssets(folder: string | undefined): Assets {
  const assets = new Map<string, Asset>()
  if (folder === undefined) return assets
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types.get(extname(entry.name))
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')
    assets.set(name, assetOf(readFileSync(path), type, name.startsWith('assets/')))
  }
  return assets
}

function assetOf(bytes: Buffer, type: string, immutable: boolean): Asset {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  const gzip = /^(text|application)\/|svg/.test(type) ? gzipSync(bytes, { level: 9 }) : undefined
  const asset = { bytes, type, etag, immutable }
  return gzip !== undefined && gzip.length < bytes.length ? { ...asset, gzip } : asset
}
