import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder } from '../../scripts/build/hash.mjs'
import { root } from '../../scripts/root.mjs'
import { commands } from '../../src/entrypoints/cli/commands.js'

const pages = ['README.md', 'CONTRIBUTING.md', ...filesUnder('docs').filter((path) => path.endsWith('.md'))]
const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
const builtIn = ['ci', 'install', 'i', 'pack', 'publish']

test.each(pages)('%s: every npm script that it names exists', (page) => {
  const named = [...read(page).matchAll(/(?<=^|[`$|;&] ?)npm (?:run )?(\w[\w:-]*)/gm)].map((match) => match[1] ?? '')
  expect(named.filter((name) => !scripts.includes(name) && !builtIn.includes(name))).toEqual([])
})

test.each(pages)('%s: every command of deltaboard that it names exists, with its flags', async (page) => {
  const wrong: string[] = []
  for (const [typed, name = '', rest = ''] of read(page).matchAll(
    /(?<=^|[`$|] ?)(?:npx )?deltaboard (\w+)([^\n`|]*)/gm,
  )) {
    const entry = commands.find((each) => each.name === name)
    if (entry === undefined) {
      if (name !== 'help') wrong.push(typed)
      continue
    }
    const flags = (await entry.load()).flags.map((flag) => flag.name)
    for (const [, flag = ''] of rest.matchAll(/ --([a-z][\w-]*)/g)) {
      if (!flags.includes(flag) && flag !== 'help') wrong.push(typed)
    }
  }
  expect(wrong).toEqual([])
})

test.each(pages)('%s: every file of the repository that it links exists', (page) => {
  const folder = page.split('/').slice(0, -1).join('/')
  const linked = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) =>
    join(folder, match[1] ?? ''),
  )
  expect(linked.filter((path) => filesUnder(path).length === 0)).toEqual([])
})

test('the README names the two commands and the ways to send', () => {
  const readme = read('README.md')
  for (const said of [
    'npm run demo',
    'npm test',
    'aws events put-events',
    'curl',
    'boto3',
    '@aws-sdk/client-eventbridge',
  ]) {
    expect(readme).toContain(said)
  }
})

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
