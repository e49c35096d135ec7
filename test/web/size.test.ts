import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/root.mjs'

let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deltaboard-page-'))
  await build({ root: join(root, 'web'), logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' })
const read = (name: string) => readFileSync(join(folder, name))

describe('the built page', () => {
  it('has at most 90 kB of script, gzipped', () => {
    const scripts = files().filter((name) => name.endsWith('.js'))
    const bytes = scripts.reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0)
    expect(scripts.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThanOrEqual(90_000)
  })

  it('has nothing inline, and every address in it is relative: a strict policy and a base path fit', () => {
    const html = read('index.html').toString()
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)[^>]*>/)
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1])
    expect(addresses.length).toBeGreaterThan(3)
    for (const address of addresses) expect(address).toMatch(/^\.\//)
  })

  it('makes no markup of strings, and asks no other host for anything', () => {
    const scripts = files().filter((name) => /assets.*\.js$/.test(name))
    for (const name of scripts) expect(read(name).toString()).not.toMatch(/\bimport\(|new Function|eval\(/)
    const styles = files().filter((name) => name.endsWith('.css'))
    for (const name of styles) expect(read(name).toString()).not.toMatch(/url\(["']?(https?:)?\/\//)
  })
})
