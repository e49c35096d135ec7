import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/entrypoints/config/config.js'
import { schemaOfFields } from '../../../src/entrypoints/config/schemaOfFields.js'
import { Routes } from '../../../src/entrypoints/server/http/routes.js'
import type { ServerNode } from '../../../src/entrypoints/server/node.js'

function routes(draining: boolean): Routes {
  const config = parseConfig({})
  if (!config.ok) throw new Error(config.refusal.message)
  const node = {} as ServerNode
  return new Routes({ node, config: config.value, assets: new Map(), now: Date.now, draining: () => draining })
}

const request = (method: string, url: string) => ({ method, url, headers: {} }) as IncomingMessage

describe('a server that can take nothing', () => {
  it('says so to AWS SDKs in their words, so that they send again', async () => {
    const answer = await routes(true).answer(request('POST', '/'))
    expect(answer).toMatchObject({ status: 503, headers: { 'x-amzn-errortype': 'ServiceUnavailableException' } })
    expect(JSON.parse(String(answer.body))).toMatchObject({ __type: 'ServiceUnavailableException' })
    const fault = routes(false).faultOf(request('POST', '/'))
    expect(fault).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalFailure' } })
  })

  it('says so to others with a code', async () => {
    const answer = await routes(true).answer(request('POST', '/events'))
    expect(answer.status).toBe(503)
    expect(JSON.parse(String(answer.body))).toMatchObject({ code: 'unavailable' })
    expect(JSON.parse(String(routes(false).faultOf(request('POST', '/events')).body))).toMatchObject({
      code: 'internal',
    })
  })
})

describe('declared fields', () => {
  it.each(['and', 'or', 'not'])('cannot be called %s: nobody could ask for it', (name) => {
    const schema = schemaOfFields({ [name]: 'keyword' }, undefined)
    expect(schema.ok ? undefined : schema.refusal.path).toBe(`fields.${name}`)
  })
})
