import { describe, expect, it } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import { parseOffer, selectProtocol } from '../../../src/entrypoints/wire/offer.js'
import { parseWelcome } from '../../../src/entrypoints/wire/welcome.js'

function channels(url: string) {
  const welcome = parseWelcome(url, defaultSchema)
  return welcome.ok ? welcome.value.channels : `${welcome.refusal.code} ${welcome.refusal.path}`
}

describe('the channels of a URL', () => {
  it.each([
    ['/ws', []],
    ['/ws?', []],
    ['/ws?other=1&channel=all#x', ['all']],
    ['/ws?channel=all&channel=service:checkout&channel=all', ['all', 'service:checkout']],
    ['/ws?channel=service:a%2Fb+c%3A$d%26e', ['service:a/b c:$d&e']],
    ['/ws?channel=service:a=b', ['service:a=b']],
    ['/ws?channel=team:%C3%BC%F0%9F%8E%89', ['team:ü🎉']],
    ['/ws?channel=service:%2B', ['service:+']],
    [`/ws?${Array.from({ length: 10 }, (_, i) => `channel=service:${i}`).join('&')}`, expect.any(Array)],
  ])('%s', (url, expected) => expect(channels(url)).toEqual(expected))

  it.each([
    ['/ws?channel=service:%C3', 'bad_request channel'],
    ['/ws?channel=%', 'bad_request channel'],
    ['/ws?channel=%ED%A0%80', 'bad_request channel'],
    ['/ws?channel=', 'bad_query channel'],
    ['/ws?channel=status:500', 'bad_query channel'],
    ['/ws?channel=everything', 'bad_query channel'],
    [`/ws?${Array.from({ length: 11 }, (_, i) => `channel=service:${i}`).join('&')}`, 'bad_request channel'],
  ])('%s is refused', (url, expected) => expect(channels(url)).toBe(expected))

  it('hold no credential unless one is there', () => {
    const credential = (url: string) => {
      const welcome = parseWelcome(url, defaultSchema)
      return welcome.ok ? welcome.value.credential : undefined
    }
    expect(credential('/ws?channel=all')).toBeUndefined()
    expect(credential('/ws?token=a.b.c')).toEqual({ kind: 'bearer', token: 'a.b.c' })
    expect(credential('/ws?key=db_x')).toEqual({ kind: 'key', key: 'db_x' })
  })
})

describe('what a client offers', () => {
  it('is the version of the wire, and a credential beside it', () => {
    expect(parseOffer(undefined)).toEqual({ packed: false, credential: undefined })
    expect(parseOffer('chat,deltaboard.v1')).toEqual({ packed: true, credential: undefined })
    expect(parseOffer('deltaboard.v1,  bearer.a.b.c')).toEqual({
      packed: true,
      credential: { kind: 'bearer', token: 'a.b.c' },
    })
    expect(parseOffer('key.db_x')).toEqual({ packed: false, credential: { kind: 'key', key: 'db_x' } })
  })

  it('is answered by the version, never by the credential', () => {
    expect(selectProtocol(new Set(['key.db_x', 'deltaboard.v1']))).toBe('deltaboard.v1')
    expect(selectProtocol(new Set(['key.db_x', 'deltaboard.v2']))).toBe(false)
  })
})
