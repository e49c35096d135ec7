import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { endpointsIn } from '../../../client/src/endpoints/endpoint.js'
import { hostileJson } from '../../support/hostile.js'

const base = 'https://board.example/metrics/endpoints.json'

describe('endpoints.json', () => {
  it.each([
    ['wss://a.example/prod', 'wss://a.example/prod'],
    ['https://a.example/prod', 'wss://a.example/prod'],
    ['ws://localhost:8080/ws', 'ws://localhost:8080/ws'],
    ['ws', 'wss://board.example/metrics/ws'],
    ['/ws', 'wss://board.example/ws'],
  ])('%s is %s', (url, meant) => {
    expect(endpointsIn({ endpoints: [{ id: 'a', url }] }, base)).toEqual([{ id: 'a', url: meant }])
  })

  it('leaves out what is no endpoint, and what stands twice', () => {
    const odd = [7, null, {}, { id: 'a' }, { id: '', url: 'ws' }, { id: 7, url: 'ws' }, { id: 'b', url: 'file:///ws' }]
    const good = [
      { id: '__proto__', url: 'wss://a.example/' },
      { id: '__proto__', url: 'wss://b.example/' },
    ]
    expect(endpointsIn({ endpoints: [...odd, ...good] }, base)).toEqual([good[0]])
  })

  test.prop([hostileJson])('is never more than it says, whatever it is', (json) => {
    for (const { id, url } of endpointsIn(json, base)) {
      expect(id).not.toBe('')
      expect(url).toMatch(/^wss?:/)
    }
    expect(endpointsIn({ endpoints: json }, base).length).toBeLessThanOrEqual(Array.isArray(json) ? json.length : 0)
  })
})
