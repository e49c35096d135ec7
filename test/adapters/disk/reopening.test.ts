import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Folder } from '../../../src/adapters/disk/folder.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import type { FieldType, Schema } from '../../../src/domain/fields.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { create, dayMs, everything, ids, keys, stored, where } from '../../contracts/hitIndex/underTest.js'
import { eventually } from '../../support/eventually.js'
import { hit } from '../../support/hits.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { openFolder, openIndex, temporaryFolder } from './openFolder.js'

let home: ReturnType<typeof temporaryFolder>
let folder: Folder | undefined
beforeEach(() => {
  home = temporaryFolder()
})
afterEach(async () => {
  await folder?.close()
  folder = undefined
  home.remove()
})

/** Opens the folder as a new process would, after the one before has ended. */
async function reopen(
  options: Parameters<typeof openIndex>[1] = {},
  telemetry = new RecordingTelemetry(),
): Promise<Awaited<ReturnType<typeof openIndex>>> {
  await folder?.close()
  const schema = options.schema ?? defaultSchema
  folder = await openFolder(home.dir, { schema, telemetry, ...(options.clock && { clock: options.clock }) })
  return openIndex(folder, options, telemetry)
}

const rows = () => (folder as Folder).documents.getCount()
const one = hit({ eventId: 'a', service: 'checkout' })
const two = { ...one, version: 2, service: 'cart' }

function withField(name: string, type: FieldType): Schema {
  return { ...defaultSchema, fields: new Map([...defaultSchema.fields, [name, type]]) }
}

test('all documents are there again, whole, with their earlier versions', async () => {
  const before = await reopen()
  const odd = JSON.parse('{"__proto__":{"x":[1,null]},"constructor":"c","":[]}')
  const given = Object.fromEntries([...Object.entries(one), ...Object.entries(odd)]) as typeof one
  await before.write([{ key: keyOf(one), next: stored(given, two) }])
  await create(before, [hit({ eventId: 'b' })])
  const after = await reopen()
  const got = (await after.get([keyOf(one)])).get(keyOf(one))?.stored
  expect(JSON.stringify(got)).toBe(JSON.stringify(stored(given, two)))
  expect(Object.hasOwn(got?.hit ?? {}, '__proto__')).toBe(true)
  expect(ids((await after.search(everything, { limit: 9 })).hits)).toEqual(['a', 'b'])
})

test('a token that was read before a restart replaces what it names after it, once', async () => {
  const before = await reopen()
  await create(before, [hit({ eventId: 'first' }), one])
  const token = (await before.get([keyOf(one)])).get(keyOf(one))?.token as string
  const after = await reopen()
  expect(await after.write([{ key: keyOf(one), next: stored(two, one), token }])).toEqual(['written'])
  expect(await after.write([{ key: keyOf(one), next: stored(two, one), token }])).toEqual(['conflict'])
  const again = await reopen()
  expect((await again.get([keyOf(one)])).get(keyOf(one))?.stored).toEqual(stored(two, one))
  expect(rows()).toBe(2)
})

test('nothing was lost by a restart: heldSince is when the folder was made', async () => {
  const clock = new ManualClock()
  const made = new Date(clock.now()).toISOString()
  await create(await reopen({ clock }), [one])
  clock.advance(60_000)
  const after = await reopen({ clock })
  expect((await after.search(everything, { limit: 1 })).heldSince).toBe(made)
})

test('what had to go for its bounds goes from the disk as well, and stays told as lost', async () => {
  const at = (second: number) => `2026-11-24T09:00:${String(second).padStart(2, '0')}.000Z`
  const hits = Array.from({ length: 30 }, (_, i) => hit({ eventId: `e${i}`, '@timestamp': at(i), ingestedAt: at(i) }))
  const clock = new ManualClock(Date.parse('2026-11-24T08:00:00.000Z'))
  const before = await reopen({ clock, maxDocuments: 10 })
  for (const each of hits) await create(before, [each])
  await eventually('only the newest are on the disk', () => rows() === 10)
  const lost = (await before.search(everything, { limit: 1 })).heldSince
  expect(lost).toBe(at(19))
  const after = await reopen({ clock, maxDocuments: 10 })
  const found = await after.search(everything, { limit: 99 })
  expect(found.heldSince).toBe(lost)
  expect(keys(found.hits)).toEqual(hits.slice(20).reverse().map(keyOf))
  const fewer = await reopen({ clock, maxDocuments: 4 })
  expect(await fewer.search(everything, { limit: 99 })).toMatchObject({ total: 4, heldSince: at(25) })
  await eventually('fewer on the disk', () => rows() === 4)
})

test('retention deletes on the disk: by a search, a write, and while the folder is opened', async () => {
  const clock = new ManualClock()
  const options = { clock, retentionMs: dayMs }
  const old = ['x', 'y', 'z'].map((eventId, i) => hit({ eventId, '@timestamp': `2026-11-24T0${i + 1}:00:00.000Z` }))
  const index = await reopen(options)
  await create(index, [...old, one])
  clock.advance(dayMs - (clock.now() - Date.parse('2026-11-24T01:00:00.000Z')) + 1)
  await index.search(everything, { limit: 1 })
  await eventually('the first is gone', () => rows() === 3)
  clock.advance(3_600_000)
  await create(index, [hit({ eventId: 'b', '@timestamp': new Date(clock.now()).toISOString() })])
  await eventually('the second is gone', () => rows() === 3)
  clock.advance(3_600_000)
  const after = await reopen(options)
  expect((await after.search(everything, { limit: 9 })).total).toBe(2)
  await eventually('the third is gone', () => rows() === 2)
})

test('what memory refuses does not stay on the disk, and an update that is refused leaves what was there', async () => {
  const index = await reopen({ maxDocuments: 2 })
  const bad = hit({ eventId: 'bad', status: 'no number' })
  const newer = hit({ eventId: 'n', '@timestamp': '2026-11-24T09:31:00.000Z' })
  expect(await create(index, [one, bad, newer])).toMatchObject([
    'written',
    { refused: { code: 'bad_field' } },
    'written',
  ])
  const old = hit({ eventId: 'old', '@timestamp': '2026-11-24T01:00:00.000Z' })
  expect(await create(index, [old])).toMatchObject([{ refused: { code: 'too_old' } }])
  const token = (await index.get([keyOf(one)])).get(keyOf(one))?.token as string
  const update = { key: keyOf(one), next: stored({ ...two, status: 'no number' }, one), token }
  expect(await index.write([update])).toMatchObject([{ refused: { code: 'bad_field' } }])
  const after = await reopen({ maxDocuments: 9 })
  expect(rows()).toBe(2)
  expect((await after.search(everything, { limit: 9 })).hits).toEqual([newer, one])
  expect((await after.get([keyOf(one)])).get(keyOf(one))?.token).toBe(token)
})

test('a field declared more is found in older documents too, where their value is of its type', async () => {
  const extra = [hit({ eventId: 'a', region: 'eu' }), hit({ eventId: 'b', region: { deep: 1 } }), hit({ eventId: 'c' })]
  await create(await reopen(), extra)
  const schema = withField('region', 'keyword')
  const telemetry = new RecordingTelemetry()
  const after = await reopen({ schema }, telemetry)
  expect(ids((await after.search(where({ region: 'eu' }, schema), { limit: 9 })).hits)).toEqual(['a'])
  const absent = await after.search(where({ region: { exists: false } }, schema), { limit: 9 })
  expect(absent.hits).toEqual([hit({ eventId: 'b' }), hit({ eventId: 'c' })])
  expect(telemetry.faults.map(({ error }) => String(error)).join()).toContain(
    '1 older documents answer as if region was absent',
  )
  // The value itself is kept.
  const undeclared = await reopen()
  expect((await undeclared.search(everything, { limit: 9 })).hits).toEqual(extra)
})

test('a changed type is refused, with a way out, and nothing is changed', async () => {
  await create(await reopen({ schema: withField('region', 'keyword') }), [one])
  await expect(reopen({ schema: withField('region', 'long') })).rejects.toMatchObject({
    code: 'bad_config',
    message: expect.stringMatching(/region as keyword, and long is declared now: .*another name/),
  })
  // Not declared for a while: documents have it still, and its type.
  await reopen()
  await expect(reopen({ schema: withField('region', 'long') })).rejects.toMatchObject({ code: 'bad_config' })
  const back = await reopen({ schema: withField('region', 'keyword') })
  expect((await back.search(everything, { limit: 9 })).total).toBe(1)
})
