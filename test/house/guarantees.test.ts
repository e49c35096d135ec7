import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/root.mjs'

interface Invariant {
  readonly id: string
  readonly text: string
}

const page = read('docs/guarantees.md')
const invariants = page
  .split(/^(?=#{2,3} )/m)
  .map((text) => ({ id: /^### (I\d+) /.exec(text)?.[1] ?? '', text }))
  .filter(({ id }) => id !== '')

test('invariants are numbered from 1, without a gap', () => {
  expect(invariants.length).toBeGreaterThan(0)
  expect(invariants.map(({ id }) => id)).toEqual(invariants.map((_, i) => `I${i + 1}`))
})

describe.each(invariants)('$id', (invariant) => {
  test.each(['Why', 'Not promised', 'Tests'])('says: %s', (heading) => {
    expect(invariant.text).toMatch(new RegExp(`^\\*\\*${heading}\\.\\*\\*`, 'm'))
  })

  test('names at least one test, and each of them exists', () => {
    const named = testsOf(invariant)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ file, title }) => !hasTest(file, title))).toEqual([])
  })
})

test('a test that is not there is noticed', () => {
  expect(hasTest('test/house/guarantees.test.ts', 'a test that is not there is noticed')).toBe(true)
  expect(hasTest('test/house/guarantees.test.ts', 'a test that is not there')).toBe(false)
  expect(hasTest('test/house/nowhere.test.ts', 'a test that is not there is noticed')).toBe(false)
})

function testsOf({ text }: Invariant): { readonly file: string; readonly title: string }[] {
  const list = text.split('**Tests.**')[1] ?? ''
  return list
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => {
      const [, file = '', title = ''] = /^- `([^`]+)`: (.+)$/.exec(line) ?? []
      return { file, title }
    })
}

/** The title stands whole in quotes of its own, as the name of a test does. */
function hasTest(file: string, title: string): boolean {
  if (title === '' || !existsSync(join(root, file))) return false
  const source = read(file).replaceAll(/\(\s+/g, '(')
  return ["'", '"', '`'].some((quote) => source.includes(`(${quote}${title}${quote}`))
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
