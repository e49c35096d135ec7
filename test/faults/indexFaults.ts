import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import type { HttpAnswer, HttpRequest, Interfere } from '../support/faults/httpProxy.js'
import { TestClient } from '../support/testClient.js'
import { allArrive, details, ownService, patience, type Rig, viewOf } from './rig.js'

const json = { 'content-type': 'application/json; charset=UTF-8' }

function refusal(status: number, type: string, reason: string): HttpAnswer {
  return {
    status,
    headers: json,
    body: JSON.stringify({ error: { type, reason, root_cause: [{ type, reason }] }, status }),
  }
}

const tooMany = refusal(429, 'rejected_execution_exception', 'rejected execution of coordinating operation')
const unavailable = refusal(503, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/1/state not recovered]')

interface BulkItem {
  readonly action: string
  readonly document: string
  readonly name: string
}

function bulkItems({ body }: HttpRequest): BulkItem[] {
  const lines = body.toString('utf8').split('\n')
  const items: BulkItem[] = []
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const action = lines[i] as string
    items.push({ action, document: lines[i + 1] as string, name: Object.keys(JSON.parse(action))[0] as string })
  }
  return items
}

/** Every other item of a bulk is refused for the moment, as by a full queue of one shard; the others are carried out. */
async function halfABulk(request: HttpRequest, forward: (body: Buffer) => Promise<HttpAnswer>): Promise<HttpAnswer> {
  const items = bulkItems(request)
  const kept = items.filter((_, i) => i % 2 === 0)
  const answer = await forward(Buffer.from(kept.map((item) => `${item.action}\n${item.document}\n`).join('')))
  const done = JSON.parse(answer.body.toString('utf8')) as { items: object[] }
  const error = { type: 'rejected_execution_exception', reason: 'rejected execution of primary operation' }
  const all = items.map(({ action, name }, i) =>
    i % 2 === 0 ? done.items[i / 2] : { [name]: { ...JSON.parse(action)[name], status: 429, error } },
  )
  return { status: 200, headers: json, body: JSON.stringify({ took: 1, errors: true, items: all }) }
}

/** OpenSearch at its worst, on the way to it; what was accepted is delivered when it is back. */
export function indexFaults(rig: () => Rig): void {
  const during = async (interfere: Interfere, run: () => Promise<void>) => {
    const { index } = rig()
    for (const proxy of index) proxy.interfere = interfere
    try {
      await run()
    } finally {
      for (const proxy of index) proxy.interfere = () => undefined
    }
  }
  const writes = ({ path }: HttpRequest) => path.includes('_bulk')

  it.each([
    ['429', tooMany],
    ['503', unavailable],
  ])('%s to every other request is over with the next try', async (_, answer) => {
    const service = ownService()
    const view = await viewOf(rig(), service)
    const sent = details(20, service)
    let asked = 0
    let refused = 0
    await during(
      () => {
        if (asked++ % 2 === 1) return undefined
        refused++
        return answer
      },
      async () => {
        await rig().send(sent)
        await allArrive(rig(), service, view, sent)
      },
    )
    expect(refused).toBeGreaterThan(0)
  })

  it('of half a bulk that is refused, that half is sent again, alone', async () => {
    const service = ownService()
    const view = await viewOf(rig(), service)
    const sent = details(20, service)
    const bulks: (readonly string[])[] = []
    let halves = 0
    await during(
      async (request, forward) => {
        if (!writes(request)) return undefined
        const items = bulkItems(request).map(({ document }) => /fault-[\w-]+/.exec(document)?.[0] ?? '')
        bulks.push(items)
        if (items.length < 2 || halves++ >= 3) return undefined
        return halfABulk(request, (body) => forward({ ...request, body }))
      },
      async () => {
        await rig().send(sent)
        await allArrive(rig(), service, view, sent)
      },
    )
    expect(halves).toBeGreaterThan(0)
    const first = bulks.findIndex((items) => items.length >= 2)
    // What was carried out is in no later bulk: it would have been a conflict to read about.
    const carriedOut = new Set(bulks[first]?.filter((_, i) => i % 2 === 0))
    const again = bulks.slice(first + 1).flat()
    expect(again.filter((item) => carriedOut.has(item))).toEqual([])
  })

  it('red for twenty seconds: events are taken, a new viewer is told to wait, and then all arrive', async () => {
    const service = ownService()
    const view = await viewOf(rig(), service)
    const sent = details(30, service)
    await during(
      () => unavailable,
      async () => {
        const red = setTimeout(20_000)
        await rig().send(sent)
        const newcomer = await TestClient.open(rig().ws)
        newcomer.send({ action: 'subscribe', ref: 'now', query: { channel: `service:${service}` } })
        const error = () => newcomer.messages.find((m) => m.type === 'error')
        const told = await eventually('it is told', error, patience)
        expect(told).toMatchObject({
          code: 'unavailable',
          retryable: true,
          ref: 'now',
        })
        await newcomer.close()
        expect(view.live.getSnapshot().hits).toEqual([])
        await red
      },
    )
    await allArrive(rig(), service, view, sent)
  }, 120_000)
}
