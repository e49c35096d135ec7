import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/root.mjs'

// What git would take: tracked files, and new ones that are not ignored.
const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
const paths = listed.stdout.split('\n').filter((path) => path !== '' && readable(path) !== undefined)
const sources = paths.filter((path) => /^(src|client\/src|web\/src)\//.test(path))
const binary = new Set(['.png', '.ico', '.woff', '.woff2', '.gz'])
const texts = paths.filter((path) => !binary.has(extname(path)))

test('the tree is read', () => {
  expect(listed.status).toBe(0)
  expect(sources.length).toBeGreaterThan(50)
})

test('no source file is over 250 lines', () => {
  const long = sources.filter((path) => !binary.has(extname(path)) && lines(path) > 250)
  expect(long).toEqual([])
})

test('no name that says nothing of what is inside', () => {
  const said = /^(utils?|helpers?|misc|common|shared|lib)$/i
  const nameless = paths.filter((path) => path.split('/').some((part) => said.test(part.replace(/\..*$/, ''))))
  expect(nameless).toEqual([])
})

test('no path of one machine', () => {
  const personal = /(?<![\w.$}/-])\/(home|Users|root|work)\/[\w.-]+/
  expect(texts.filter((path) => personal.test(read(path)))).toEqual([])
})

test('no host of a package registry', () => {
  // Put together here, so that this file names none either.
  const hosts = [
    'registry npmjs org',
    'registry yarnpkg com',
    'files pythonhosted org',
    'deb debian org',
    'index crates io',
  ]
  const registry = new RegExp(`${hosts.map((host) => host.replaceAll(' ', '[.]')).join('|')}|"resolved": "https?:`)
  expect(texts.filter((path) => path !== 'test/house/tree.test.ts' && registry.test(read(path)))).toEqual([])
})

test('no test that may not run', () => {
  const skipping = /\b(test|it|describe|bench)\.(skip|todo|only|skipIf|runIf|fails)\b/
  const tests = paths.filter((path) => path.endsWith('.test.ts') && basename(path) !== 'tree.test.ts')
  expect(tests.filter((path) => skipping.test(read(path)))).toEqual([])
})

test('the lockfile names the binaries of every platform, or `npm ci` refuses it; else: npm run lock', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  expect(wanted.length).toBeGreaterThan(20)
  const found = Object.keys(packages)
  expect(wanted.filter((name) => !found.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([])
})

test('versions agree', () => {
  const version = JSON.parse(read('package.json')).version
  const others = ['client/package.json', 'web/package.json'].map((path) => JSON.parse(read(path)).version)
  const logged = /^## \[(\d+\.\d+\.\d+)\]/m.exec(read('CHANGELOG.md'))?.[1]
  expect([...others, logged]).toEqual([version, version, version])
})

function readable(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    // Deleted in the work tree, and not yet in the index.
    return undefined
  }
}

function read(path: string): string {
  return readable(path) ?? ''
}

function lines(path: string): number {
  return read(path).split('\n').length - 1
}
