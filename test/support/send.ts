import type { JsonObject } from '../../src/domain/json.js'

/** One entry of PutEvents. */
interface Entry {
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
  readonly Time?: number
}

function entry(detail: JsonObject, source = 'test', detailType = 'tested'): Entry {
  return { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) }
}

/** PutEvents by hand. */
export async function putEvents(url: string, details: readonly JsonObject[]): Promise<void> {
  for (let i = 0; i < details.length; i += 10) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      body: JSON.stringify({ Entries: details.slice(i, i + 10).map((detail) => entry(detail)) }),
    })
    const answer = (await response.json()) as { FailedEntryCount?: number }
    if (answer.FailedEntryCount !== 0) throw new Error(`${response.status} ${JSON.stringify(answer)}`)
  }
}

/** NDJSON to `/events`. */
export async function postEvents(url: string, details: readonly JsonObject[]): Promise<Response> {
  return fetch(new URL('events', url.endsWith('/') ? url : `${url}/`), {
    method: 'POST',
    body: details.map((detail) => JSON.stringify(detail)).join('\n'),
  })
}
