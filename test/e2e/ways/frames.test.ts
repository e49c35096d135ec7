import { describe, expect, it } from 'vitest'
import type { Documents, ErrorMessage } from '../../../src/domain/wire/serverMessage.js'
import { eventually } from '../../support/eventually.js'
import { details, idsOf, open, ownService, patience, sdk, send, settled, shows } from './site.js'

const limit = 32_768

describe('frames of 32 KB', () => {
  it('a message that is too large is answered so, whatever the frames it came in', async () => {
    const client = await open()
    const text = JSON.stringify({ action: 'ping', ref: 'x'.repeat(limit + 4000) })
    client.socket.send(text.slice(0, 30_000), { fin: false })
    client.socket.send(text.slice(30_000), { fin: true })
    const error = await eventually(
      'an error',
      () => client.messages.find((m): m is ErrorMessage => m.type === 'error'),
      patience,
    )
    expect(error).toMatchObject({ code: 'too_large', retryable: false })
  })

  it('a frame that is too large closes the connection', async () => {
    const client = await open()
    client.socket.send(JSON.stringify({ action: 'ping', ref: 'x'.repeat(limit + 4000) }))
    expect(await eventually('closed', () => client.closed, patience)).toMatchObject({ code: 1009 })
  })

  it('a message that just fits is heard', async () => {
    const client = await open()
    const where = (length: number) => ({ message: { match: 'x'.repeat(length) } })
    const asked = (length: number) => ({ action: 'subscribe', ref: 'big', query: { where: where(length) } }) as const
    const room = limit - Buffer.byteLength(JSON.stringify(asked(0)))
    const told = await client.ask('subscribed', asked(room))
    expect(told.ref).toBe('big')
  })

  it('a document too big for a frame is sent cut, and read whole', async () => {
    const service = ownService()
    const channel = `service:${service}`
    const client = await open({ query: `?channel=${channel}`, protocols: [] })
    await eventually('subscribed', () => client.messages.some((m) => m.type === 'subscribed'), patience)
    const live = await settled(sdk().live({ channel }))
    const message = Array.from({ length: 12_000 }, (_, i) => `é${i}`).join(' ')
    const [big, small] = details(2, service)
    await send([{ ...big, message, team: 'core' }, { ...small }])
    const view = await shows(live, 'both', ({ hits }) => hits.length === 2)
    const cut = view.hits.find((hit) => hit.eventId === big?.['eventId'])
    expect(cut).toMatchObject({ truncated: ['message'], team: 'core' })
    const kept = String(cut?.['message'])
    expect(message.startsWith(kept.slice(0, 1000))).toBe(true)
    expect(kept.length).toBeGreaterThan(1000)
    await eventually('both, live', () => new Set(client.liveIds()).size === 2, patience)
    const key = `${cut?.['@timestamp'].slice(0, 10)}/${cut?.eventId}`
    const fetching = await open()
    const { queryId } = await fetching.subscribe({ channel })
    fetching.send({ action: 'fetch', ref: 'whole', queryId, keys: [key], whole: true })
    const documents = () => fetching.messages.filter((m): m is Documents => m.type === 'documents')
    await eventually('all parts', () => documents().some((m) => m.last), patience)
    const pieces = documents().sort((a, b) => a.part - b.part)
    const text = pieces.flatMap((m) => m.pieces ?? []).map((piece) => piece.text)
    const whole = JSON.parse(text.join(''))
    expect(whole).toMatchObject({ message, team: 'core', eventId: big?.['eventId'] })
    expect(whole).not.toHaveProperty('truncated')
    for (const one of [client, fetching]) {
      expect(one.frames.filter((frame) => Buffer.byteLength(frame) > limit)).toEqual([])
    }
  })

  it('many small documents at once come in frames of the same bound', async () => {
    const service = ownService()
    const client = await open()
    await client.subscribe({ channel: `service:${service}` })
    const mine = details(60, service, (i) => ({ message: `${'é'.repeat(1500)} ${i}` }))
    await send(mine)
    await eventually('all', () => new Set(client.liveIds()).size === mine.length, patience)
    expect([...new Set(client.liveIds())].sort()).toEqual(idsOf(mine).sort())
    expect(client.frames.filter((frame) => Buffer.byteLength(frame) > limit)).toEqual([])
  })
})
