import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { ranked } from '../../../client/src/endpoints/ranked.js'

const named = (id: string) => ({ id, url: `wss://${id}.example/ws` })
const idsOf = (clientId: string, ids: readonly string[]) => ranked(ids.map(named), clientId).map(({ id }) => id)
const ids = (minLength: number) =>
  fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength, maxLength: 8 })

describe('the order of a client', () => {
  test.prop([ids(1), fc.string(), fc.infiniteStream(fc.nat())])(
    'is its own, however they are listed',
    (listed, client, chance) => {
      const shuffled = listed.map((id) => ({ id, at: chance.next().value })).sort((a, b) => a.at - b.at)
      const order = idsOf(client, listed)
      expect(
        idsOf(
          client,
          shuffled.map(({ id }) => id),
        ),
      ).toEqual(order)
      expect([...order].sort()).toEqual([...listed].sort())
    },
  )

  test.prop([ids(2), fc.string()])('keeps all others in place when one is added or taken away', (listed, client) => {
    const [moved, ...others] = listed
    expect(idsOf(client, listed).filter((id) => id !== moved)).toEqual(idsOf(client, others))
  })
})

/** 1,000 clients: a share of p is within five standard deviations of what is expected, whatever they are called. */
const clients = (seed: number) => Array.from({ length: 1000 }, (_, n) => `${seed.toString(36)}-${n}`)
const within = (count: number, share: number) => {
  const spread = 5 * Math.sqrt(1000 * share * (1 - share))
  expect(Math.abs(count - 1000 * share)).toBeLessThan(spread)
}

describe('1,000 clients', () => {
  test.prop([ids(2), fc.nat()], { numRuns: 10 })(
    'are spread evenly, also over what is left when theirs is down',
    (listed, seed) => {
      const orders = clients(seed).map((client) => idsOf(client, listed))
      for (const id of listed) within(orders.filter(([first]) => first === id).length, 1 / listed.length)
      const n = listed.length
      for (const id of listed) within(orders.filter(([, second]) => second === id).length, 1 / n)
    },
  )

  test.prop([ids(2), fc.nat()], { numRuns: 10 })(
    'move by 1/(N+1) to the one that is added, and nowhere else',
    (listed, seed) => {
      const [added = '', ...before] = listed
      const moved = clients(seed).filter((client) => idsOf(client, listed)[0] !== idsOf(client, before)[0])
      for (const client of moved) expect(idsOf(client, listed)[0]).toBe(added)
      within(moved.length, 1 / listed.length)
    },
  )

  it('are spread by id: an address may change', () => {
    const [one, other] = ['a', 'b'].map((host) => [named('x'), { id: 'y', url: `wss://${host}.example` }])
    for (const client of clients(7).slice(0, 50)) {
      expect(ranked(one ?? [], client).map(({ id }) => id)).toEqual(ranked(other ?? [], client).map(({ id }) => id))
    }
  })
})
