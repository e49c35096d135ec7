import type * as crypto from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const compared: string[] = []
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>()
  const timingSafeEqual: typeof real.timingSafeEqual = (a, b) => {
    compared.push(Buffer.from(a as Uint8Array).toString('hex'))
    return real.timingSafeEqual(a, b)
  }
  return { ...real, default: { ...real, timingSafeEqual }, timingSafeEqual }
})

// Tests that share this process may have loaded them with the real one.
vi.resetModules()
const { ApiKeys } = await import('../../../../src/adapters/node/auth/apiKeys.js')
const { makeApiKey } = await import('../../../../src/adapters/node/auth/makeApiKey.js')

beforeEach(() => {
  compared.length = 0
})

describe('what is compared does not depend on what is right', () => {
  it('an API key: with every stored hash, in constant time, whichever it is, or none', () => {
    const made = Array.from({ length: 20 }, (_, i) => makeApiKey({ name: `k${i}`, scopes: ['read'] }))
    const keys = new ApiKeys(made.map(({ entry }) => entry))
    const all = made.map(({ entry }) => entry.hash.slice('sha256:'.length))
    for (const shown of [made[0]?.key, made[9]?.key, made[19]?.key, 'db_wrong', '', 'x'.repeat(10_000)]) {
      compared.length = 0
      const found = keys.find(shown as string)
      expect(found?.name).toBe(made.find(({ key }) => key === shown)?.entry.name)
      expect(compared).toEqual(all)
    }
  })
})
