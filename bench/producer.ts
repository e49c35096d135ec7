import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 16 })
let next = 0

/** One event of some 300 bytes; `sentAt` in milliseconds since the epoch, not declared and so not indexed. */
export function detail(service: string): string {
  const sentAt = performance.timeOrigin + performance.now()
  const id = `${process.pid}-${next++}`
  return `{"eventId":"${id}","service":"${service}","eventType":"payment.authorized","team":"payments","location":"eu-west-1","level":"info","status":200,"latencyMs":${next % 500},"sentAt":${sentAt.toFixed(3)},"message":"Authorized EUR 18.08 for order ${id} by acquirer north"}`
}

export type Way = 'PutEvents' | 'POST /events'

/** Events a request: PutEvents takes ten; lines are as a shipper would send them. */
export const perRequest: Readonly<Record<Way, number>> = { PutEvents: 10, 'POST /events': 500 }

/** Sends one request with `count` events, and resolves with its answer's status. */
export function send(url: string, way: Way, count: number, service: string): Promise<number> {
  const details = Array.from({ length: count }, () => detail(service))
  if (way === 'POST /events')
    return post(`${url}/events`, details.join('\n'), { 'content-type': 'application/x-ndjson' })
  const entries = details.map((d) => `{"Source":"bench","DetailType":"bench","Detail":${JSON.stringify(d)}}`)
  return post(`${url}/`, `{"Entries":[${entries.join(',')}]}`, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSEvents.PutEvents',
  })
}

/** Sends `total` events as fast as they are taken, `width` requests at a time. */
export async function saturate(url: string, way: Way, total: number, service: string, width = 8): Promise<void> {
  let left = total
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left > 0) {
        const count = Math.min(left, perRequest[way])
        left -= count
        const status = await send(url, way, count, service)
        if (status === 429) {
          left += count
          await new Promise((resolve) => setTimeout(resolve, 50))
        } else if (status !== 200) throw new Error(`${way} was answered by ${status}`)
      }
    }),
  )
}

function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    call.on('error', reject)
    call.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    call.end(body)
  })
}
