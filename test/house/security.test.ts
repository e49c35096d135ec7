import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/root.mjs'

const page = readFileSync(join(root, 'docs/security.md'), 'utf8')
const named = [...page.matchAll(/^- `([^`]+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({ file, title }))

test('each test that is said to show something is there', () => {
  expect(named.length).toBeGreaterThan(20)
  const missing = named.filter(({ file, title }) => {
    const source = readFileSync(join(root, file), 'utf8')
    return !["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`))
  })
  expect(missing).toEqual([])
})
