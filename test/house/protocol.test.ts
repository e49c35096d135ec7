import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder } from '../../scripts/build/hash.mjs'
import { root } from '../../scripts/root.mjs'
import { refusalCodes } from '../../src/domain/event/normalize.js'
import { defaultSchema } from '../../src/domain/fields.js'
import { parseFilter } from '../../src/domain/filter/parseFilter.js'
import { parseWhere } from '../../src/domain/query/parse.js'
import { queryIdOf } from '../../src/domain/query/queryId.js'
import { whereLimits } from '../../src/domain/query/where.js'
import { messageLimits } from '../../src/domain/wire/clientMessage.js'
import { frameBytes } from '../../src/domain/wire/frame.js'
import { itemBytes } from '../../src/domain/wire/pack.js'
import { refusedAnswer } from '../../src/entrypoints/server/http/answer.js'
import { awsError } from '../../src/entrypoints/server/putEvents/awsAnswer.js'
import { putEventsLimits } from '../../src/entrypoints/server/putEvents/parsePutEvents.js'
import { parseClientMessage } from '../../src/entrypoints/wire/parseClientMessage.js'

const page = read('docs/protocol.md')
const wire = ['src/domain/wire/clientMessage.ts', 'src/domain/wire/serverMessage.ts'].map(read).join('\n')
// The border of the wire is shared with the Lambdas.
const server = ['src/entrypoints/server', 'src/entrypoints/wire'].map(sourcesOf).join('\n')

/** Members of each interface, comments and `readonly` left out: `{ Pong: ['now: string', …] }`. */
const declared = interfacesOf(wire)
const documented = interfacesOf(fenced('ts'))
const inventory = (kind: 'action' | 'type') => all(wire, new RegExp(`^ {2}readonly ${kind}: '(\\w+)'`, 'gm'))

test('each message has its type, field by field as in the sources, and no other has one', () => {
  const shared = ['Hit']
  expect(Object.keys(documented).sort()).toEqual([...Object.keys(declared), ...shared].sort())
  for (const [name, members] of Object.entries(declared)) expect(documented[name], name).toEqual(members)
})

test.each(['action', 'type'] as const)('each %s stands in a heading and in an example', (kind) => {
  const headings = all(page, /^### (.*)$/gm).flatMap((heading) => heading.split(', '))
  const examples = exchanges().map((message) => message[kind])
  expect(inventory(kind).length).toBeGreaterThan(5)
  expect(inventory(kind).filter((name) => !headings.includes(name))).toEqual([])
  expect(unique(examples.filter((name) => name !== undefined))).toEqual(unique(inventory(kind)))
})

test('examples of requests are read as such, and answers have the fields of their type', () => {
  for (const message of exchanges()) {
    if (message.action !== undefined) {
      expect(parseClientMessage(JSON.stringify(message))).toMatchObject({ ok: true })
      continue
    }
    const members = Object.values(declared).find((list) => list.includes(`type: '${message.type}'`)) ?? []
    const names = members.map((member) => /^\w+\??/.exec(member)?.[0] ?? '')
    const may = names.map((name) => name.replace('?', ''))
    expect(Object.keys(message).filter((name) => !may.includes(name))).toEqual([])
    expect(names.filter((name) => !name.endsWith('?') && !Object.hasOwn(message, name))).toEqual([])
  }
})

test('the queryId of the first example is that of its query', () => {
  const [asked, subscribed] = exchanges()
  const { query } = asked as unknown as { query: { channel: string; where: object } }
  expect(query.channel).toBe('service:checkout')
  const where = parseWhere({ service: 'checkout', ...query.where }, defaultSchema)
  expect(where.ok && queryIdOf(where.value)).toBe(subscribed?.['queryId'])
})

test('error codes, whether they may be repeated, and reasons of a goodbye', () => {
  const retryable = new Map(
    [...read('src/application/session/answers.ts').matchAll(/^ {2}(\w+): \{ retryable: (true|false) \}/gm)].map(
      ([, code = '', value]) => [code, value === 'true' ? 'yes' : 'no'],
    ),
  )
  expect(unique([...retryable.keys()])).toEqual(unique(unionOf('ErrorCode')))
  expect(new Map(rows('Error codes').map(([code = '', value = '']) => [bare(code), value]))).toEqual(retryable)
  const reasons = rows('Close codes').flatMap(([, , when = '']) => (when.includes('goodbye') ? marked(when) : []))
  expect(unique(reasons)).toEqual(unique(unionOf('GoodbyeReason')))
})

test('close codes', () => {
  const ours = [server, read('src/adapters/node/socketOutbox.ts'), sourcesOf('src/application')].join('\n')
  const sent = [
    ...all(ours, /(?:close|goodbye|#end)\([^)\n]*?\b([14]\d{3})\b/g),
    ...all(ours, /(?:\? 4401 : |\['\w+', |tooSlow = |code === )([14]\d{3})\b/g),
    // What `ws` closes with by itself where a client breaks the rules, and what a client closes with.
    ...all(read('node_modules/ws/lib/receiver.js'), /^\s+(10(?!05|06)\d\d),$/gm),
    ...all(sourcesOf('client/src'), /\.close\((\d{4})\)/g),
  ]
  expect(unique(rows('Close codes').flatMap(([code = '']) => code.split(', ')))).toEqual(unique(sent))
})

test('refusal codes of events and of HTTP, with their status', () => {
  const events = rows('Refusal codes').flatMap(([codes = '']) => marked(codes))
  const http = rows('Other paths and HTTP codes').flatMap(([codes = '', status]) =>
    marked(codes).map((code) => [code, Number(status)] as const),
  )
  const made = [...refusalCodes, ...codesIn(server), ...codesIn(read('src/application/accept.ts'))]
  expect(refusalCodes.filter((code) => !events.includes(code))).toEqual([])
  expect(unique([...events, ...http.map(([code]) => code)])).toEqual(unique(made.filter((code) => /^[a-z]/.test(code))))
  expect(http.filter(([code, status]) => refusedAnswer({ code, message: '' }).status !== status)).toEqual([])
})

test('codes of PutEvents, with their status', () => {
  const table = rows('PutEvents').map(([code = '', status = '']) => [bare(code), status] as const)
  const made = codesIn(server + sourcesOf('src/adapters/node/auth')).filter((code) => /^[A-Z]/.test(code))
  expect(unique(table.map(([code]) => code))).toEqual(unique(made))
  const whole = table.filter(([, status]) => status !== 'entry')
  expect(whole.filter(([code, status]) => awsError(code, '').status !== Number(status))).toEqual([])
})

test('limits', () => {
  const told = all(section('Limits'), /([\d,]*\d)/g).map((text) => Number(text.replaceAll(',', '')))
  const document =
    /documentLimits = \{ bytes: ([\d_]+), depth: (\d+), futureMs: (\d+) \* 60_000, routes: (\d+) \}/.exec(
      read('src/domain/event/normalize.ts'),
    )
  const ofDocuments = (document ?? []).slice(1).map((text) => Number(text.replaceAll('_', '')))
  expect(ofDocuments).toHaveLength(4)
  const limits = [messageLimits, whereLimits, putEventsLimits].flatMap((each) => Object.values(each))
  const missing = [...limits, ...ofDocuments, itemBytes].filter((limit) => {
    // Each number told stands for one limit.
    const at = told.indexOf(limit)
    if (at >= 0) told.splice(at, 1)
    return at < 0
  })
  expect(missing).toEqual([])
  expect(messageLimits.bytes).toBe(frameBytes)
})

test('forms of a where are read, and filter lines mean what stands beside them', () => {
  const forms = rows('where').map(([form = '']) => JSON.parse(bare(form)))
  expect(forms.length).toBeGreaterThan(8)
  expect(forms.map((form) => parseWhere(form, defaultSchema)).filter((parsed) => !parsed.ok)).toEqual([])
  for (const [line = '', where = ''] of rows('Filter lines')) {
    const parsed = parseFilter(bare(line), defaultSchema)
    expect(parsed.ok && { ok: true, value: parsed.where }, line).toEqual(
      parseWhere(JSON.parse(bare(where)), defaultSchema),
    )
  }
})

test('links lead to headings of the page, or to pages beside it, and nowhere else', () => {
  const anchors = all(page, /^#+ (.*)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(' ', '-')
      .replace(/[^\w-]/g, ''),
  )
  const linked = all(page, /\]\(([^)]*)\)/g)
  const targets = [...anchors.map((anchor) => `#${anchor}`), ...readdirSync(join(root, 'docs'))]
  expect(linked.filter((target) => !targets.includes(target))).toEqual([])
})

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function sourcesOf(folder: string): string {
  return filesUnder(folder).map(read).join('\n')
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '')
}

function unique(names: readonly unknown[]): unknown[] {
  return [...new Set(names)].sort()
}

/** `custom` is zod's own. */
function codesIn(text: string): string[] {
  const called = /\b(?:refuse|awsError|error|invalid|incomplete)\(\s*(?:\w+, )?'(\w+)'/g
  return [...all(text, called), ...all(text, /\b(?:code|ErrorCode): '(?!custom\b)(\w+)'/g)]
}

function unionOf(name: string): string[] {
  return all(new RegExp(`type ${name} =([^\\n]*(?:\\n {2}\\|.*)*)`).exec(wire)?.[1] ?? '', /'(\w+)'/g)
}

function interfacesOf(text: string): Record<string, string[]> {
  const plain = text.replaceAll(/\/\*\*.*?\*\/|\/\/[^\n]*/gs, '').replaceAll(/\breadonly /g, '')
  const found = [...plain.matchAll(/interface (\w+) \{((?:[^{}]|\{[^{}]*\})*)\}/g)]
  return Object.fromEntries(
    found.map(([, name = '', body = '']) => [
      name,
      body
        .split(/[;\n]/)
        .map((member) => member.trim().replaceAll(/\((\[[^\]]*\])\)/g, '$1'))
        .filter((member) => member !== '')
        .sort(),
    ]),
  )
}

function section(heading: string): string {
  const start = new RegExp(`^#+ ${heading}$`, 'm').exec(page)?.index ?? -1
  expect(start, heading).toBeGreaterThan(0)
  return page.slice(start).split(/^#+ /m)[1] ?? ''
}

/** Cells of the tables of a section, heads left out. */
function rows(heading: string): string[][] {
  const lines = section(heading).split('\n')
  const isBody = (line: string, i: number) => /^\|(?!---)/.test(line) && !lines[i + 1]?.startsWith('|---')
  return lines.filter(isBody).map((line) => line.split(/ ?\| ?/).slice(1, -1))
}

function fenced(language: string): string {
  return all(page, new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')).join('\n')
}

/** The messages of all examples, in order. */
function exchanges(): { readonly [field: string]: unknown; readonly action?: string; readonly type?: string }[] {
  return fenced('text')
    .split(/^[→←] /m)
    .slice(1)
    .map((text) => JSON.parse(text))
}

function marked(text: string): string[] {
  return all(text, /`(\w+)`/g)
}

function bare(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1')
}
