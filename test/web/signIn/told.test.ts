import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { arrival } from '../../../web/src/signIn/arrival.js'
import { faultOf, type SignInFault } from '../../../web/src/signIn/fault.js'
import { Kept } from '../../../web/src/signIn/kept.js'
import { oidcOf } from '../../../web/src/signIn/oidcConfig.js'
import { signInWords } from '../../../web/src/signIn/words.js'
import { configOf } from '../../../web/src/state/config.js'
import { commandsFor } from '../../../web/src/view/commands.js'
import { hostileJson } from '../../support/hostile.js'
import { memoryStorage } from './memoryStorage.js'

const oidc = { issuer: 'https://id.example', client: 'page' }

describe('what config.json says of signing in', () => {
  it('is an issuer and a client; the rest has a default', () => {
    expect(oidcOf(oidc)).toEqual({ ...oidc, scope: 'openid', parameters: {} })
    expect(oidcOf({ ...oidc, scope: 'openid x', parameters: { audience: 'b', odd: 7 } })).toEqual({
      ...oidc,
      scope: 'openid x',
      parameters: { audience: 'b' },
    })
    expect(oidcOf({ ...oidc, issuer: 'http://127.0.0.1:8080' })?.issuer).toBe('http://127.0.0.1:8080')
  })

  it.each([{}, { ...oidc, client: '' }, { ...oidc, issuer: 'http://id.example' }, { ...oidc, issuer: 'javascript:0' }])(
    '%j signs nobody in',
    (json) => expect(oidcOf(json)).toBeUndefined(),
  )

  test.prop([hostileJson])('is understood or left out, whatever it is', (json) => {
    const { oidc: one, pingAfterMs = 1000, bus } = configOf({ oidc: json, pingAfterMs: json, bus: json })
    if (one !== undefined) expect(one.issuer).toMatch(/^https?:/)
    expect(pingAfterMs).toBeGreaterThanOrEqual(1000)
    if (bus !== undefined) expect(`${bus.name}${bus.region}`).not.toMatch(/['"\s\\]/)
  })

  it('beside a page on AWS names the bus, and the command for it', () => {
    const config = configOf({ bus: { name: 'board-events', region: 'eu-west-1' } })
    const [command, ...others] = commandsFor('https://board.example/', config)
    expect(others).toEqual([])
    const typed = command?.parts.map(([, text]) => text).join('') ?? ''
    expect(typed).toMatch(/^aws events put-events --region eu-west-1 /)
    const entries = JSON.parse(/--entries '(.*)'$/s.exec(typed)?.[1] ?? '')
    expect(entries).toMatchObject([{ EventBusName: 'board-events', Source: 'checkout' }])
    expect(JSON.parse(entries[0].Detail)).toMatchObject({ latencyMs: 184 })
    expect(configOf({ bus: { name: "x' ; rm", region: 'eu' } }).bus).toBeUndefined()
  })
})

describe('an address', () => {
  it.each(['', '?q=state:x', '?state=s', '?code=c', '?channel=all&q=code'])('%j is no answer', (search) => {
    expect(arrival(search, new Kept(memoryStorage()))).toBeUndefined()
  })

  it('is looked at only where somebody can be signed in', () => {
    expect(arrival('?code=c&state=s', undefined)).toBeUndefined()
  })
})

describe('what is kept', () => {
  test.prop([hostileJson])('is what was put there, or nothing', (json) => {
    const storage = memoryStorage()
    for (const place of ['deltaboard.tokens', 'deltaboard.signIn']) storage.setItem(place, JSON.stringify(json))
    const kept = new Kept(storage)
    if (kept.tokens !== undefined) expect(typeof kept.tokens.access).toBe('string')
    kept.takePending()
    expect(storage.getItem('deltaboard.signIn')).toBeNull()
  })
})

describe('a fault', () => {
  it.each([
    [new TypeError('Failed to fetch'), { kind: 'away' }],
    [new DOMException('late', 'TimeoutError'), { kind: 'away' }],
    [Object.assign(new TypeError('a bug'), { code: 'ERR_INVALID_ARG_TYPE' }), { kind: 'unusable', detail: 'a bug' }],
    ['odd', { kind: 'unusable', detail: 'odd' }],
  ])('%s is told as %j', (error, fault) => expect(faultOf(error)).toEqual(fault))

  const kinds: SignInFault['kind'][] = ['away', 'refused', 'ended', 'foreign', 'unusable', 'no storage']
  it.each(kinds)('%s has words, and one thing to do', (kind) => {
    const words = signInWords({ at: 'out', fault: { kind } }, 'id.example', undefined)
    expect(words.isFault).toBe(true)
    expect(`${words.title} ${words.text}`).not.toContain('HOST')
    expect(words.actions).toHaveLength(1)
  })
})
