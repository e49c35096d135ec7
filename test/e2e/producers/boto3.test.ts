import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import { type SpawnedServer, spawnServer } from '../../entrypoints/server/spawnServer.js'
import { eventually } from '../../support/eventually.js'
import { TestClient } from '../../support/testClient.js'
import { putEventsByBoto3 } from './python.js'

const producer = {
  name: 'shop',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const viewer = makeApiKey({ name: 'viewer', scopes: ['read'] })
const folder = mkdtempSync(join(tmpdir(), 'deltaboard-keys-'))
const headers = { 'x-api-key': viewer.key }
let server: SpawnedServer

beforeAll(async () => {
  const [producers, keys] = [join(folder, 'producers.json'), join(folder, 'keys.json')]
  writeFileSync(producers, JSON.stringify([producer]))
  chmodSync(producers, 0o600)
  writeFileSync(keys, JSON.stringify([viewer.entry]))
  server = await spawnServer(['--producer-keys', producers, '--api-keys', keys], { access: [{ allow: {} }] })
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
  rmSync(folder, { recursive: true })
})

const entries = Array.from({ length: 305 }, (_, i) => ({
  Source: 'shop',
  DetailType: 'order.paid',
  Detail: JSON.stringify({ eventId: `e${i}`, service: i % 5 === 0 ? 'checkout' : 'cart', message: `Größe ${i} 🎉` }),
}))
const ids = entries.map((_, i) => `e${i}`)

it('what boto3 signs and sends reaches a ten-line client once each, and a channel client its own only', async () => {
  const all = await TestClient.open(`${server.ws}?channel=all`, [], { headers })
  const checkout = await TestClient.open(`${server.ws}?channel=service:checkout`, [], { headers })
  await eventually('both subscribed', () => all.messages.length > 0 && checkout.messages.length > 0)
  expect(await putEventsByBoto3(server.url, entries, producer)).toMatchObject({
    code: 0,
    answer: { sent: 305, failed: 0 },
  })
  // Again, as a producer does that is not sure.
  expect(await putEventsByBoto3(server.url, entries.slice(0, 50), producer)).toMatchObject({ answer: { sent: 50 } })
  expect(await putEventsByBoto3(server.url, [{ ...entries[0], Detail: '{"eventId":"last"}' }], producer)).toMatchObject(
    { code: 0 },
  )
  await eventually('the last one', () => all.liveIds().includes('last'))
  expect(all.liveIds().sort()).toEqual([...ids, 'last'].sort())
  const own = ids.filter((_, i) => i % 5 === 0)
  await eventually('its own', () => checkout.liveIds().length >= own.length)
  expect(checkout.liveIds().sort()).toEqual(own.sort())
  const [first] = all.messages.flatMap((m) => (m.type === 'hits' ? m.hits : [])).filter((hit) => hit.eventId === 'e7')
  expect(first).toMatchObject({ service: 'cart', eventType: 'order.paid', message: 'Größe 7 🎉' })
})

it('boto3 reads why entries and signatures are refused', async () => {
  const broken = await putEventsByBoto3(server.url, [{ Source: 's', DetailType: 't', Detail: 'no JSON' }], producer)
  expect(broken).toMatchObject({ code: 1, answer: { sent: 0, failed: 1, codes: ['MalformedDetail'] } })
  const forged = await putEventsByBoto3(server.url, entries.slice(0, 1), {
    ...producer,
    secretAccessKey: 'another one',
  })
  expect(forged.code).not.toBe(0)
  expect(forged.stderr).toContain('InvalidSignatureException')
})
