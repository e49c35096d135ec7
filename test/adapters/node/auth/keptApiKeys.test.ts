import { describe, expect, it } from 'vitest'
import type { ApiKey } from '../../../../src/adapters/node/auth/apiKey.js'
import { createAuthenticator } from '../../../../src/adapters/node/auth/authenticator.js'
import { KeptApiKeys } from '../../../../src/adapters/node/auth/keptApiKeys.js'
import { makeApiKey } from '../../../../src/adapters/node/auth/makeApiKey.js'

const ada = makeApiKey({ name: 'ada', scopes: ['read'], claims: {} })
const bob = makeApiKey({ name: 'bob', scopes: ['read'], claims: {} })
const minute = 60_000

/** A list that changes, and a clock that is set. */
function open(first: readonly ApiKey[] | Error) {
  const world = { list: first, now: 1_000_000, reads: 0, faults: [] as unknown[] }
  const keys = new KeptApiKeys({
    read: async () => {
      world.reads++
      if (world.list instanceof Error) throw world.list
      return world.list
    },
    onFault: (fault) => world.faults.push(fault),
    now: () => world.now,
  })
  return { keys, world }
}

describe('KeptApiKeys', () => {
  it('reads the list when the first key is shown, once for all who show one meanwhile', async () => {
    const { keys, world } = open([ada.entry, bob.entry])
    expect(world.reads).toBe(0)
    const found = await Promise.all([keys.find(ada.key), keys.find(bob.key), keys.find(`${ada.key}x`)])
    expect(found).toEqual([ada.entry, bob.entry, undefined])
    expect(world.reads).toBe(1)
  })

  it('takes a key that was added, and none that was taken away, a minute later', async () => {
    const { keys, world } = open([ada.entry])
    await keys.find(ada.key)
    world.list = [bob.entry]
    world.now += minute - 1
    expect(await keys.find(ada.key)).toEqual(ada.entry)
    world.now += 1
    expect(await keys.find(ada.key)).toBeUndefined()
    expect(await keys.find(bob.key)).toEqual(bob.entry)
    expect(world.reads).toBe(2)
  })

  it('trusts the list that it knows for ten minutes where it can read none, and tells the operator', async () => {
    const { keys, world } = open([ada.entry])
    await keys.find(ada.key)
    world.list = new Error('away')
    world.now += 10 * minute - 1
    expect(await keys.find(ada.key)).toEqual(ada.entry)
    world.now += 1
    expect(await keys.find(ada.key)).toBe('unknown')
    expect(world.faults).toEqual([world.list])
    world.list = [ada.entry]
    world.now += 5_000
    expect(await keys.find(ada.key)).toEqual(ada.entry)
  })

  it('asks a list that can not be read only now and then', async () => {
    const { keys, world } = open(new Error('away'))
    for (let i = 0; i < 5; i++) expect(await keys.find(ada.key)).toBe('unknown')
    expect(world.reads).toBe(1)
    world.now += 5_000
    await keys.find(ada.key)
    expect(world.reads).toBe(2)
  })

  it('makes an authenticator refuse for now, and not for good, whom it can not look up; tokens have nothing to do with it', async () => {
    const { keys, world } = open(new Error('away'))
    const authenticator = createAuthenticator({
      open: false,
      apiKeys: [bob.entry],
      keptKeys: keys,
      now: () => world.now,
    })
    const refusedAs = async (credential: Parameters<typeof authenticator.verify>[0]) => {
      const answer = await authenticator.verify(credential)
      return 'refused' in answer ? answer.refused.code : answer.subject
    }
    expect(await refusedAs({ kind: 'bearer', token: 'a.b.c' })).toBe('unauthorized')
    expect(await refusedAs({ kind: 'key', key: bob.key })).toBe('key:bob')
    expect(world.reads).toBe(0)
    expect(await refusedAs({ kind: 'key', key: ada.key })).toBe('unavailable')
    world.list = [ada.entry]
    world.now += 5_000
    expect(await refusedAs({ kind: 'key', key: ada.key })).toBe('key:ada')
    expect(await refusedAs({ kind: 'key', key: `${ada.key}x` })).toBe('unauthorized')
  })
})
