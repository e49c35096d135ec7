import { describe, expect, test } from 'vitest'
import { defaultSchema, type Schema } from '../../../src/domain/fields.js'
import { parseFilter } from '../../../src/domain/filter/parseFilter.js'
import { wordAtPath } from '../../../src/domain/filter/words.js'
import { whereToJson } from '../../../src/domain/query/print.js'

describe('reads', () => {
  test.each([
    ['', {}],
    ['   ', {}],
    ['*', {}],
    ['-*', { or: [] }],
    ['service:checkout', { service: 'checkout' }],
    ['service:"check out"', { service: 'check out' }],
    ['service:a:b/c$d', { service: 'a:b/c$d' }],
    ['service:OR', { service: 'OR' }],
    ['service:-a', { service: '-a' }],
    ['team:500', { team: '500' }],
    ['service:"\\"\\\\ \\u00e9 \\n \\q"', { service: '"\\ é \n q' }],
    ['status:500', { status: 500 }],
    ['status:"500"', { status: 500 }],
    ['status:-5', { status: -5 }],
    ['status:>=500', { status: { gte: 500 } }],
    ['status:>500', { status: { gt: 500 } }],
    ['status:<=5', { status: { lte: 5 } }],
    ['status:<5', { status: { lt: 5 } }],
    ['status:=5', { status: 5 }],
    ['status:>1.5', { status: { gt: 1.5 } }],
    ['latencyMs:[500 TO 1000]', { latencyMs: { gte: 500, lte: 1000 } }],
    ['latencyMs:[500 TO 1000}', { latencyMs: { gte: 500, lt: 1000 } }],
    ['latencyMs:{500 TO 1000]', { latencyMs: { gt: 500, lte: 1000 } }],
    ['latencyMs:{500 TO 1000}', { latencyMs: { gt: 500, lt: 1000 } }],
    ['latencyMs:[ 500 TO * ]', { latencyMs: { gte: 500 } }],
    ['latencyMs:{* TO 1000}', { latencyMs: { lt: 1000 } }],
    ['latencyMs:[* TO *]', { latencyMs: { exists: true } }],
    ['@timestamp:[2026-11-24T09:30:00Z TO *}', { '@timestamp': { gte: '2026-11-24T09:30:00.000Z' } }],
    ['@timestamp:<2026-11-24T10:30:00+01:00', { '@timestamp': { lt: '2026-11-24T09:30:00.000Z' } }],
    ['@timestamp:>1700000000000', { '@timestamp': { gt: '2023-11-14T22:13:20.000Z' } }],
    ['location:eu-*', { location: { prefix: 'eu-' } }],
    ['location:"eu *"*', { location: { prefix: 'eu *' } }],
    ['location:"eu-*"', { location: 'eu-*' }],
    ['status:*', { status: { exists: true } }],
    ['-team:*', { team: { exists: false } }],
    ['team:(core OR edge)', { team: { in: ['core', 'edge'] } }],
    ['team:(core OR (edge OR "a b"))', { team: { in: ['a b', 'core', 'edge'] } }],
    ['status:(-5 OR >=500)', { or: [{ status: -5 }, { status: { gte: 500 } }] }],
    ['team:(-core AND eu-*)', { team: { prefix: 'eu-' }, not: { team: 'core' } }],
    ['team:core OR team:edge', { or: [{ team: 'core' }, { team: 'edge' }] }],
    ['timeout', { message: { match: 'timeout' } }],
    ['"Timeout upstream"', { message: { match: 'timeout upstream' } }],
    ['timeout upstream', { message: { match: 'timeout upstream' } }],
    ["don't", { message: { match: "don't" } }],
    ['message:timeout', { message: { match: 'timeout' } }],
    ['message:="Timeout upstream"', { message: 'Timeout upstream' }],
    ['-level:debug', { not: { level: 'debug' } }],
    ['NOT level:debug', { not: { level: 'debug' } }],
    ['NOT NOT level:debug', { level: 'debug' }],
    ['level:a level:b', { level: 'a', and: [{ level: 'b' }] }],
    ['level:a AND service:b', { level: 'a', service: 'b' }],
    ['level:a service:b OR team:c', { or: [{ level: 'a', service: 'b' }, { team: 'c' }] }],
    ['level:a (service:b OR team:c)', { level: 'a', or: [{ service: 'b' }, { team: 'c' }] }],
    ['((level:a))', { level: 'a' }],
    ['"service":a', { service: 'a' }],
  ])('%s', (line, json) => {
    const read = parseFilter(line, defaultSchema)
    expect(read.ok ? whereToJson(read.where) : read.message).toEqual(json)
  })

  test.each(['service:\ud83d', 'service:\ud83d*', 'service:"\udc00"', 'service:=\ud83d'])(
    'half a surrogate pair is refused where it stands: %j',
    (line) => {
      const read = parseFilter(line, defaultSchema)
      expect(read).toMatchObject({ ok: false, message: expect.stringContaining('half a surrogate pair') })
    },
  )

  test('words in the first text, where no field is called message; refuses them where there is none', () => {
    const text: Schema = {
      fields: new Map([
        ['a', 'keyword'],
        ['note', 'text'],
      ]),
      routable: [],
    }
    const none: Schema = { fields: new Map([['a', 'keyword']]), routable: [] }
    expect(parseFilter('hello', text)).toMatchObject({ ok: true, where: { op: 'match', field: 'note' } })
    expect(parseFilter('hello', none)).toMatchObject({ ok: false, column: 0, length: 5 })
  })
})

describe('refuses, with the place and fixes', () => {
  test.each([
    ['srvice:x', 0, 6, ['service:x', '"srvice:x"']],
    ['lat:5', 0, 3, ['latencyMs:5', '"lat:5"']],
    ['level:a __proto__:x', 8, 9, ['level:a "__proto__:x"']],
    ['http://a/b', 0, 4, ['"http://a/b"']],
    [':a', 0, 1, ['":a"']],
    ['status:fast', 7, 4, ['status:>500', 'status:[500 TO 1000]', 'status:*']],
    ['status:=fast', 8, 4, ['status:>500', 'status:[500 TO 1000]', 'status:*']],
    ['status:>fast', 8, 4, ['status:>500']],
    ['status:0x10', 7, 4, ['status:>500', 'status:[500 TO 1000]', 'status:*']],
    ['status:1.5', 7, 3, undefined],
    ['status:9007199254740993', 7, 16, undefined],
    ['status: 500', 0, 7, ['status:500', 'status:* 500']],
    ['status:>= 500', 0, 9, ['status:>=500']],
    ['status:', 0, 7, ['status:*']],
    ['status:5*', 7, 2, ['status:5']],
    ['team:>x', 5, 2, ['team:">x"']],
    ['team:[a TO b]', 5, 2, ['team:"[a" TO b]']],
    ['team:e*u', 5, 3, ['team:"e*u"']],
    ['time*', 0, 5, ['time']],
    ['@timestamp:2026-11-24', 11, 10, ['@timestamp:[2026-11-24T00:00:00Z TO 2026-11-24T23:59:59.999Z]']],
    ['@timestamp:>2026-11-24', 12, 10, ['@timestamp:>2026-11-24T00:00:00Z']],
    ['@timestamp:today', 11, 5, undefined],
    ['status:[500', 7, 4, ['status:[500 TO *]']],
    ['status:[500 TO', 14, 1, ['status:[500 TO *]']],
    ['status:[500 TO 5', 7, 9, ['status:[500 TO 5]']],
    ['"abc', 0, 4, ['"abc"']],
    ['service:"a\\', 8, 3, ['service:"a\\\\"']],
    ['a (b', 2, 1, ['a (b)']],
    ['a)', 1, 1, ['a']],
    ['()', 0, 2, undefined],
    ['a""', 1, 1, ['a ""']],
    ['a(b)', 1, 1, ['a (b)']],
    ['a OR', 4, 1, ['a']],
    ['OR a', 0, 2, ['a', '"OR" a']],
    ['a && b', 2, 2, ['a AND b']],
    ['a || b', 2, 2, ['a OR b']],
    ['!a', 0, 2, ['-a']],
    ['te?t', 0, 4, ['"te?t"']],
    ['foo~2', 0, 5, ['foo']],
    ['foo^2', 0, 5, ['foo']],
    ['+foo', 0, 4, ['foo']],
    ['/re/', 0, 4, ['"/re/"']],
    ['level:a message:te?t', 16, 4, ['level:a message:"te?t"']],
    ['status:[500 600]', 7, 5, ['status:[500 TO 600]']],
    ['level:(', 6, 1, undefined],
    ['--', 1, 1, undefined],
    ['""', 0, 2, undefined],
    ['message:"--"', 8, 4, undefined],
  ])('%s', (line, column, length, fixes) => {
    const read = parseFilter(line, defaultSchema)
    expect(read).toMatchObject({ ok: false, column, length })
    expect(read.ok ? 'read' : read.fixes).toEqual(fixes)
  })

  test.each([
    ['64 nodes', Array.from({ length: 65 }, (_, i) => `service:a${i}`).join(' ')],
    ['256 values', `service:(${Array.from({ length: 257 }, (_, i) => `a${i}`).join(' OR ')})`],
    ['256 terms', Array.from({ length: 257 }, (_, i) => `w${i}`).join(' ')],
    ['nested 8 deep', `${'-(level:a OR '.repeat(5)}level:b${')'.repeat(5)}`],
  ])('more than a condition may have: %s', (limit, line) => {
    const read = parseFilter(line, defaultSchema)
    expect(read).toMatchObject({ ok: false, column: 0, length: line.length })
    expect(!read.ok && read.message).toContain(limit)
  })
})

describe('colours', () => {
  const shown = (line: string) => {
    const { words } = parseFilter(line, defaultSchema)
    return words.map(({ start, end, kind }) => `${kind} ${line.slice(start, end)}`)
  }

  test('each word of a line by its kind', () => {
    expect(shown('service:a -status:[1 TO *} (eu OR location:eu-*) NOT "b c"')).toEqual([
      'field service',
      'operator :',
      'value a',
      'operator -',
      'field status',
      'operator :',
      'bracket [',
      'number 1',
      'keyword TO',
      'operator *',
      'bracket }',
      'bracket (',
      'text eu',
      'keyword OR',
      'field location',
      'operator :',
      'value eu-',
      'operator *',
      'bracket )',
      'keyword NOT',
      'text "b c"',
    ])
  })

  test('what stands before and after a fault', () => {
    expect(shown('team:core status:fast OR level:(a OR b)')).toEqual([
      'field team',
      'operator :',
      'value core',
      'field status',
      'operator :',
      'keyword OR',
      'field level',
      'operator :',
      'bracket (',
      'value a',
      'keyword OR',
      'value b',
      'bracket )',
    ])
  })
})

describe("a server's path", () => {
  const line = 'service:x (status:>=500 OR team:(core OR edge)) -level:debug timeout upstream'
  const { words } = parseFilter(line, defaultSchema)
  test.each([
    ['where.service', 'service'],
    ['where.or[0].team.in[1]', 'core'],
    ['where.or[1].status.gte', '>='],
    ['where.or[1].status', '>='],
    ['where.not.level', 'level'],
    ['where.message.match', 'timeout'],
    ['where.nope', undefined],
  ])('%s leads to a word', (path, text) => {
    const word = wordAtPath(words, path)
    expect(word && line.slice(word.start, word.end)).toBe(text)
  })
})
