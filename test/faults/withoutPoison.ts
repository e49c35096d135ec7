import type { HttpAnswer, HttpRequest } from '../support/faults/httpProxy.js'

/** A bulk of which the index stores all but the poison, whose index is read-only. */
export async function withoutPoison(
  request: HttpRequest,
  forward: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const lines = request.body.toString('utf8').split('\n')
  const at = lines.findIndex((line) => line.includes('"poison"'))
  const others = lines.filter((_, i) => i !== at && i !== at - 1).join('\n')
  const error = {
    type: 'cluster_block_exception',
    reason: 'index [metrics] blocked by: [FORBIDDEN/8/index write (api)];',
  }
  let items: object[] = []
  if (others.trim() !== '') {
    const answer = await forward({ ...request, body: Buffer.from(others) })
    items = (JSON.parse(answer.body.toString('utf8')) as { items: object[] }).items
  }
  items.splice((at - 1) / 2, 0, { create: { status: 403, error } })
  const headers = { 'content-type': 'application/json' }
  return { status: 200, headers, body: JSON.stringify({ errors: true, items }) }
}
