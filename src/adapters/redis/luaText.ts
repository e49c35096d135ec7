import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('./lua/', import.meta.url)

/** Script name -> text. A bundle has the texts in place of this module: see `scripts/build/lua.mjs`. */
export const luaText: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder).map((file) => [file.replace(/\.lua$/, ''), readFileSync(new URL(file, folder), 'utf8')]),
)
