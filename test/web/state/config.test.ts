import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { keyOf } from '../../../src/domain/document/identity.js'
import { own, sameJson } from '../../../src/domain/json.js'
import { configOf, countedFields, defaultConfig } from '../../../web/src/state/config.js'
import { credentialOf } from '../../../web/src/state/credential.js'
import { levelOf } from '../../../web/src/state/levels.js'
import { Versions } from '../../../web/src/state/versions.js'
import { hit, hitArbitrary } from '../../support/hits.js'
import { hostileJson } from '../../support/hostile.js'

describe('the configuration beside the page', () => {
  test.prop([hostileJson])('is understood or as by default, whatever it is', (json) => {
    const { schema, auth } = configOf(json)
    expect(schema.fields.size).toBeGreaterThan(0)
    expect(['open', 'required']).toContain(auth)
  })

  it('makes the schema', () => {
    const { schema, auth } = configOf({
      fields: { __proto__x: 'keyword', host: 'keyword', ms: 'double', odd: 'blob' },
      routable: ['host', 7],
      auth: 'required',
    })
    expect([...schema.fields]).toEqual([
      ['__proto__x', 'keyword'],
      ['host', 'keyword'],
      ['ms', 'double'],
    ])
    expect(schema.routable).toEqual(['host'])
    expect(auth).toBe('required')
  })

  it('says what is counted: the level first, the event type last, at most ten', () => {
    expect(countedFields(defaultConfig.schema)).toEqual({
      level: 'level',
      latency: 'latencyMs',
      facets: ['level', 'service', 'team', 'location', 'eventType'],
    })
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'keyword']))
    const counted = countedFields(configOf({ fields: many, routable: [] }).schema)
    expect(counted.facets).toHaveLength(10)
    expect(counted).not.toHaveProperty('level')
  })
})

describe('a pasted credential', () => {
  it.each([
    ['  Bearer eyJh.eyJz.c2ln  ', { kind: 'bearer', value: 'eyJh.eyJz.c2ln' }],
    ['dbk_abc-123', { kind: 'key', value: 'dbk_abc-123' }],
  ])('%s is understood', (pasted, credential) => {
    expect(credentialOf(pasted)).toEqual(credential)
  })

  it.each(['', '   ', 'two words', 'a/b', 'ключ', 'a,b'])('%j is refused with words', (pasted) => {
    expect(credentialOf(pasted)).toMatch(/\.$/)
  })
})

describe('a level', () => {
  it.each([
    ['ERROR', 'error'],
    ['fatal', 'error'],
    ['Warning', 'warn'],
    ['notice', 'info'],
    ['trace', 'debug'],
    [['error', 'info'], 'error'],
    ['', 'none'],
    [undefined, 'none'],
    [7, 'none'],
  ] as const)('%j is %s', (written, level) => {
    expect(levelOf(written as string)).toBe(level)
  })
})

describe('versions', () => {
  test.prop([hitArbitrary(), hitArbitrary()])('name every field that differs, and no other', (one, other) => {
    const versions = new Versions()
    const after = { ...other, eventId: one.eventId, '@timestamp': one['@timestamp'], version: 2 }
    versions.note(one, after)
    const changed = versions.of(keyOf(one)).at(-1)?.changed ?? []
    const differ = [...new Set([...Object.keys(one), ...Object.keys(after)])]
      .filter((field) => field !== 'version' && field !== 'ingestedAt')
      .filter((field) => !sameJson(own(one, field), own(after, field)))
    expect(changed.map(({ field }) => field).sort()).toEqual(differ.sort())
  })

  it('begin with the one first seen, and keep the latest few of the latest documents', () => {
    const versions = new Versions()
    for (let v = 1; v < 20; v++) versions.note(hit({ version: v, status: v }), hit({ version: v + 1, status: v + 1 }))
    expect(versions.of('2026-11-24/e1').map((step) => step.version)).toEqual([13, 14, 15, 16, 17, 18, 19, 20])
    for (let i = 0; i < 1000; i++) versions.note(hit({ eventId: `x${i}` }), hit({ eventId: `x${i}`, version: 2 }))
    expect(versions.of('2026-11-24/e1')).toEqual([])
  })
})
