import { describe, expect, it } from 'vitest'
import { arrival } from '../../../web/src/signIn/arrival.js'
import type { Issuer } from '../../../web/src/signIn/issuer.js'
import { Kept, type Pending, type Tokens } from '../../../web/src/signIn/kept.js'
import { SignIn } from '../../../web/src/signIn/signIn.js'
import { memoryStorage } from './memoryStorage.js'

const secrets = { state: 's', nonce: 'n', verifier: 'v' }
const away = () => Promise.reject(new TypeError('Failed to fetch'))
const refused = () => Promise.reject(new Error('no more'))

/** One tab, an issuer that does as it is told, and a clock. */
class Tab {
  now = 1_000_000
  readonly storage = memoryStorage()
  readonly kept = new Kept(this.storage)
  readonly went: string[] = []
  readonly renewed: string[] = []
  made = 0
  lifetimeMs = 300_000
  refreshes = true
  refresh: () => Promise<Tokens> = async () => this.tokens()
  readonly #timers = new Set<{ at: number; run: () => void }>()
  readonly signIn: SignIn

  constructor(storage = true) {
    const issuer: Issuer = {
      begin: async (silent) => ({ url: `https://id.example/auth${silent ? '?prompt=none' : ''}`, secrets }),
      finish: async () => this.tokens(),
      refresh: () => this.refresh(),
      revoke: async () => {},
      farewell: async () => 'https://id.example/bye',
    }
    this.signIn = new SignIn({
      issuer,
      kept: storage ? this.kept : new Kept(undefined),
      now: () => this.now,
      setTimer: (run, ms) => {
        const timer = { at: this.now + ms, run }
        this.#timers.add(timer)
        return () => this.#timers.delete(timer)
      },
      go: (url) => this.went.push(url),
      search: () => '?q=level:error',
    })
    this.signIn.listen({ changed: () => {}, renewed: (token) => this.renewed.push(token) })
  }

  tokens(): Tokens {
    const { lifetimeMs } = this
    const refresh = this.refreshes ? { refresh: `r${this.made}` } : {}
    return { access: `a${++this.made}`, expiresAt: this.now + lifetimeMs, lifetimeMs, ...refresh }
  }

  async arrive(): Promise<void> {
    await this.signIn.resume(new URLSearchParams('code=c&state=s'), { ...secrets, search: '' })
  }

  async advance(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers.delete(next)
      this.now = Math.max(this.now, next.at)
      next.run()
      for (let i = 0; i < 20; i++) await Promise.resolve()
    }
    this.now = end
  }
}

describe('a sign-in', () => {
  it('leaves with its secrets and the address kept, and takes the answer once', async () => {
    const tab = new Tab()
    await tab.signIn.start()
    expect([tab.went, tab.signIn.state]).toEqual([['https://id.example/auth'], { at: 'underway' }])
    const arrived = arrival('?code=c&state=s', tab.kept)
    expect(arrived).toMatchObject({ pending: { ...secrets, search: '?q=level:error' }, search: '?q=level:error' })
    expect(arrival('?code=c&state=s', tab.kept)?.pending).toBeUndefined()
    await tab.signIn.resume(arrived?.answer, arrived?.pending)
    expect([tab.signIn.state, await tab.signIn.token()]).toEqual([{ at: 'in', away: false }, 'a1'])
  })

  it('is not begun by an answer: one that nobody asked for is dropped', async () => {
    const tab = new Tab()
    await tab.signIn.resume(new URLSearchParams('code=c&state=s'), undefined)
    expect(tab.signIn.state).toEqual({ at: 'out', fault: { kind: 'foreign' } })
    expect(tab.made).toBe(0)
  })

  it('needs a storage, and says so', async () => {
    const tab = new Tab(false)
    await tab.signIn.start()
    expect([tab.went, tab.signIn.state]).toEqual([[], { at: 'out', fault: { kind: 'no storage' } }])
  })

  it('outlives a reload', async () => {
    const tab = new Tab()
    await tab.arrive()
    const reloaded = new SignIn({ ...partsOf(tab), kept: new Kept(tab.storage) })
    await reloaded.resume(undefined, undefined)
    expect(await reloaded.token()).toBe('a1')
  })

  it('is ended here, and at the issuer', async () => {
    const tab = new Tab()
    await tab.arrive()
    await tab.signIn.end()
    expect([tab.went, tab.storage.length]).toEqual([['https://id.example/bye'], 0])
    await expect(tab.signIn.token()).rejects.toThrow()
    await tab.advance(600_000)
    expect(tab.made).toBe(1)
  })
})

describe('renewal', () => {
  it.each([
    [300_000, 240_000],
    [3_600_000, 3_540_000],
    [5000, 4000],
  ])('of a token of %d ms comes after %d', async (lifetimeMs, after) => {
    const tab = new Tab()
    tab.lifetimeMs = lifetimeMs
    await tab.arrive()
    await tab.advance(after - 1)
    expect(tab.renewed).toEqual([])
    await tab.advance(1)
    expect(tab.renewed).toEqual(['a2'])
    expect(tab.kept.tokens).toMatchObject({ access: 'a2', refresh: 'r1' })
    await tab.advance(after)
    expect(tab.renewed).toEqual(['a2', 'a3'])
  })

  it('is asked for again while the issuer is away, past the end of the token too', async () => {
    const tab = new Tab()
    await tab.arrive()
    tab.refresh = away
    await tab.advance(240_000)
    expect(tab.signIn.state).toEqual({ at: 'in', away: true })
    expect(await tab.signIn.token()).toBe('a1')
    await tab.advance(120_000)
    await expect(tab.signIn.token()).rejects.toThrow(/could not be renewed/)
    expect(tab.signIn.state).toEqual({ at: 'in', away: true })
    tab.refresh = async () => tab.tokens()
    await tab.advance(30_000)
    expect(tab.signIn.state).toEqual({ at: 'in', away: false })
    expect(tab.renewed).toEqual(['a2'])
  })

  it('that is refused leaves once in silence, and without a word of the issuer ends', async () => {
    const tab = new Tab()
    await tab.arrive()
    tab.refresh = refused
    await tab.advance(240_000)
    expect([tab.went, tab.signIn.state]).toEqual([['https://id.example/auth?prompt=none'], { at: 'underway' }])
    expect(tab.kept.tokens).toBeUndefined()
  })

  it('without a refresh token leaves at the end of the token, not before', async () => {
    const tab = new Tab()
    tab.refreshes = false
    await tab.arrive()
    await tab.advance(299_999)
    expect(tab.went).toEqual([])
    await tab.advance(1)
    expect(tab.went).toEqual(['https://id.example/auth?prompt=none'])
  })

  it('of a short token never leaves by itself: it would not end', async () => {
    const tab = new Tab()
    tab.lifetimeMs = 5000
    tab.refreshes = false
    await tab.arrive()
    await tab.advance(5000)
    expect([tab.went, tab.signIn.state]).toEqual([[], { at: 'out', fault: { kind: 'ended' } }])
  })

  it('of a token of a year waits longer than one timer can', async () => {
    const tab = new Tab()
    tab.lifetimeMs = 365 * 86_400_000
    await tab.arrive()
    await tab.advance(364 * 86_400_000)
    expect(tab.renewed).toEqual([])
    await tab.advance(86_400_000)
    expect(tab.renewed.length).toBe(1)
  })

  it.each([
    [300_000, 295_000],
    [5000, 4000],
  ])(
    'of a token of %d ms that failed has none to show after %d: the server counts whole seconds',
    async (ms, after) => {
      const tab = new Tab()
      tab.lifetimeMs = ms
      await tab.arrive()
      tab.refresh = away
      await tab.advance(after - 1)
      expect(await tab.signIn.token()).toBe('a1')
      await tab.advance(1)
      await expect(tab.signIn.token()).rejects.toThrow(/could not be renewed/)
    },
  )

  it('is asked for once, whoever wants it', async () => {
    const tab = new Tab()
    await tab.arrive()
    tab.now += 400_000
    expect(await Promise.all([tab.signIn.token(), tab.signIn.token()])).toEqual(['a2', 'a2'])
  })
})

function partsOf(tab: Tab) {
  const pending: Pending = { ...secrets, search: '' }
  const issuer: Issuer = {
    begin: async () => ({ url: '', secrets: pending }),
    finish: async () => tab.tokens(),
    refresh: async () => tab.tokens(),
    revoke: async () => {},
    farewell: async () => undefined,
  }
  return { issuer, now: () => tab.now, setTimer: () => () => {}, go: () => {}, search: () => '' }
}
