import { expect, test } from 'vitest'
import { keyOf } from '../../../src/domain/document/identity.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { hit } from '../../support/hits.js'
import { create, everything, ids, type Open, put, stored, using, where } from './underTest.js'

/** Laws of get, write and refresh. */
export function storingLaws(open: Open): void {
  const one = hit({ eventId: 'a', service: 'checkout' })
  const key = keyOf(one)

  test('what is created is got, whole, with a token; keys that are not there are left out', () =>
    using(open, defaultSchema, async ({ index }) => {
      const next = stored(one, hit({ eventId: 'a', version: 1, service: 'earlier' }))
      expect(await index.write([{ key, next }])).toEqual(['written'])
      const got = await index.get([key, '2026-11-24/other'])
      expect([...got.keys()]).toEqual([key])
      expect(got.get(key)?.stored).toEqual(next)
      expect(got.get(key)?.token).toMatch(/./)
    }))

  test('a second create of a key is a conflict, and changes nothing', () =>
    using(open, defaultSchema, async ({ index }) => {
      await index.write([{ key, next: stored(one) }])
      expect(await index.write([{ key, next: stored({ ...one, service: 'other' }) }])).toEqual(['conflict'])
      expect((await index.get([key])).get(key)?.stored.hit).toEqual(one)
    }))

  test('a token replaces what it names, once', () =>
    using(open, defaultSchema, async ({ index }) => {
      await index.write([{ key, next: stored(one) }])
      const token = (await index.get([key])).get(key)?.token as string
      const two = { ...one, version: 2, service: 'other' }
      expect(await index.write([{ key, next: stored(two, one), token }])).toEqual(['written'])
      expect(await index.write([{ key, next: stored({ ...one, version: 3 }), token }])).toEqual(['conflict'])
      expect((await index.get([key])).get(key)?.stored).toEqual(stored(two, one))
    }))

  test('of writes with one token that are under way at once, one is written', () =>
    using(open, defaultSchema, async ({ index }) => {
      await index.write([{ key, next: stored(one) }])
      const token = (await index.get([key])).get(key)?.token as string
      const rivals = [2, 3, 4].map((version) => index.write([{ key, next: stored({ ...one, version }), token }]))
      const outcomes = (await Promise.all(rivals)).flat()
      expect([...outcomes].sort()).toEqual(['conflict', 'conflict', 'written'])
      const version = (await index.get([key])).get(key)?.stored.hit.version
      expect(version).toBe(outcomes.indexOf('written') + 2)
    }))

  test('of creates of one key that are under way at once, one is written', () =>
    using(open, defaultSchema, async ({ index }) => {
      const rivals = [1, 2, 3].map((version) => index.write([{ key, next: stored({ ...one, version }) }]))
      const outcomes = (await Promise.all(rivals)).flat()
      expect([...outcomes].sort()).toEqual(['conflict', 'conflict', 'written'])
    }))

  test('a token for a key that is not there is a conflict', () =>
    using(open, defaultSchema, async ({ index }) => {
      await index.write([{ key, next: stored(one) }])
      const token = (await index.get([key])).get(key)?.token as string
      const other = hit({ eventId: 'b' })
      expect(await index.write([{ key: keyOf(other), next: stored(other), token }])).toEqual(['conflict'])
    }))

  test('get sees a write before any refresh; a search does after it, and an old version is found no more', () =>
    using(open, defaultSchema, async ({ index }) => {
      await create(index, [one])
      const two = { ...one, version: 2, service: 'other', '@timestamp': '2026-11-24T08:00:00.000Z' }
      const token = (await index.get([key])).get(key)?.token as string
      await index.write([{ key, next: stored(two, one), token }])
      expect((await index.get([key])).get(key)?.stored.hit).toEqual(two)
      await index.refresh()
      expect((await index.search(everything, { limit: 9 })).hits).toEqual([two])
      expect((await index.search(where({ service: 'checkout' }, defaultSchema), { limit: 9 })).total).toBe(0)
      expect((await index.search(where({ service: 'other' }, defaultSchema), { limit: 9 })).total).toBe(1)
    }))

  test('one bad document is refused alone, with the field; its neighbours are written, in the order asked', () =>
    using(open, defaultSchema, async ({ index }) => {
      const bad = hit({ eventId: 'bad', status: 'no number' })
      const outcomes = await create(index, [one, bad, hit({ eventId: 'c' }), one])
      expect(outcomes).toEqual(['written', { refused: expect.anything() }, 'written', 'conflict'])
      expect(outcomes[1]).toMatchObject({
        refused: { code: expect.stringMatching(/./), message: expect.stringContaining('status') },
      })
      expect((await index.get([keyOf(bad)])).size).toBe(0)
      expect(ids((await index.search(everything, { limit: 9 })).hits)).toEqual(['a', 'c'])
    }))

  test('nothing of a refused document is found with the next one', () =>
    using(open, defaultSchema, async ({ index }) => {
      const several = { service: ['x', 'y'], status: [1, 2], '@timestamp': one['@timestamp'] }
      await create(index, [hit({ ...several, eventId: 'bad', message: { no: 'text' } }), hit({ eventId: 'next' })])
      for (const json of [
        { service: 'x' },
        { status: 1 },
        { status: { exists: true } },
        { service: { exists: true } },
      ]) {
        expect((await index.search(where(json, defaultSchema), { limit: 9 })).total).toBe(0)
      }
      expect((await index.search(everything, { limit: 9 })).total).toBe(1)
    }))

  test('a document is answered as it was given, undeclared fields and hostile names among them', () =>
    using(open, defaultSchema, async ({ index }) => {
      const extra = JSON.parse('{"__proto__":{"x":[1,{"y":null}]},"constructor":"c","a.b":"c d","":[],"n":1e300}')
      const odd = Object.fromEntries([
        ...Object.entries(hit({ eventId: 'a/ :#?%\u{10000}' })),
        ...Object.entries(extra),
      ])
      await put(index, [odd as typeof one])
      const { hits } = await index.search(everything, { limit: 1 })
      expect(JSON.parse(JSON.stringify(hits[0]))).toEqual(JSON.parse(JSON.stringify(odd)))
      expect((await index.get([keyOf(odd as typeof one)])).size).toBe(1)
    }))

  test('prepare may be called again, and harms nothing', () =>
    using(open, defaultSchema, async ({ index }) => {
      await create(index, [one])
      await index.prepare()
      expect((await index.search(everything, { limit: 9 })).total).toBe(1)
    }))
}
