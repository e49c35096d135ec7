import { expect, test } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import { accessRules } from '../../../src/domain/rights/accessRules.js'
import { claimNames, claimsNamed } from '../../../src/domain/rights/claimNames.js'

test('the claims that rules look at are those of their conditions and their places, wherever they stand', () => {
  const rules = accessRules(
    [
      { when: { role: 'operator' }, allow: {} },
      {
        when: { tenant: ['a', 'b'] },
        allow: { or: [{ team: { in: { claim: 'teams' } } }, { service: { claim: 'own' } }] },
      },
      { allow: { level: 'info', status: { gte: { claim: 'from' }, lte: { claim: 'to' } } } },
    ],
    defaultSchema,
  )
  if (!rules.ok) throw new Error(rules.refusal.message)
  expect([...claimNames(rules.value)].sort()).toEqual(['from', 'own', 'role', 'teams', 'tenant', 'to'])
})

test('only those are kept of a holder, with any name as a plain one', () => {
  const claims = JSON.parse('{"role":"x","__proto__":["core"],"email":"a@example.com"}')
  const kept = claimsNamed(claims, new Set(['role', '__proto__', 'constructor']))
  expect(JSON.stringify(kept)).toBe('{"role":"x","__proto__":["core"]}')
})
