import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import type { Json } from '../../../src/domain/json.js'
import { compileWhere } from '../../../src/domain/query/matcher.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { queryIdOf } from '../../../src/domain/query/queryId.js'
import { subjectOf } from '../../../src/domain/query/subject.js'
import type { Where } from '../../../src/domain/query/where.js'
import { type AccessRule, accessRules, constraintOf, restrict } from '../../../src/domain/rights/accessRules.js'
import { hit } from '../../support/hits.js'
import { hostileJson } from '../../support/hostile.js'
import { conditions } from '../query/arbitraries.js'

function rules(...given: AccessRule[]) {
  const checked = accessRules(given, defaultSchema)
  if (!checked.ok) throw new Error(checked.refusal.message)
  return checked.value
}

function admits(where: Where, fields: { readonly [field: string]: Json }): boolean {
  return compileWhere(where, defaultSchema)(subjectOf(hit(fields), defaultSchema))
}

function where(json: Json): Where {
  const parsed = parseWhere(json, defaultSchema)
  if (!parsed.ok) throw new Error(parsed.refusal.message)
  return parsed.value
}

const teams = rules({ allow: { team: { in: { claim: 'teams' } } } })

describe('access rules', () => {
  it('admit to what the claims name', () => {
    const constraint = constraintOf(teams, { teams: ['core', 'edge'] })
    expect(admits(constraint, { team: 'edge' })).toBe(true)
    expect(admits(constraint, { team: 'data' })).toBe(false)
    expect(admits(constraint, {})).toBe(false)
  })

  it('deny by default', () => {
    expect(constraintOf(rules(), { teams: ['core'] })).toEqual({ op: 'none' })
    expect(constraintOf(teams, {})).toEqual({ op: 'none' })
  })

  it('add up: what any rule that is for the holder allows', () => {
    const both = rules({ when: { role: 'admin' }, allow: {} }, { allow: { team: { claim: 'team' } } })
    expect(constraintOf(both, { role: ['viewer', 'admin'], team: 'core' })).toEqual({ op: 'all' })
    expect(admits(constraintOf(both, { role: 'viewer', team: 'core' }), { team: 'core' })).toBe(true)
    expect(constraintOf(both, { role: 'viewer' })).toEqual({ op: 'none' })
  })

  test.prop([fc.dictionary(fc.constantFrom('teams', 'role', '__proto__', 'sub'), hostileJson)], { numRuns: 2000 })(
    'are not widened by any claim: what a holder sees, one of their own claims names',
    (claims) => {
      const constraint = constraintOf(teams, claims)
      const named = Object.hasOwn(claims, 'teams') ? claims['teams'] : undefined
      for (const team of ['core', 'edge', '', '__proto__']) {
        const isNamed = Array.isArray(named) ? named.includes(team) : named === team
        if (admits(constraint, { team })) expect(isNamed).toBe(true)
      }
      expect(admits(constraint, { service: 'checkout' })).toBe(false)
    },
  )

  test.prop([fc.constantFrom<Json[]>({ or: [{}, { team: 'data' }] }, { not: { team: 'core' } }, {}, { team: 'data' })])(
    'hold whatever is asked: no query sees past them',
    (asked) => {
      const restricted = restrict(where(asked), constraintOf(teams, { teams: ['core'] }))
      expect(admits(restricted, { team: 'data' })).toBe(false)
      expect(admits(restricted, {})).toBe(false)
    },
  )

  test.prop([conditions(defaultSchema), conditions(defaultSchema)])(
    'put on a query again change nothing: so a query is known to lie within them',
    (asked, allowed) => {
      const once = restrict(where(asked), where(allowed))
      expect(queryIdOf(restrict(once, where(allowed)))).toBe(queryIdOf(once))
    },
  )

  it('are part of the query: other rights, another query', () => {
    const asked = where({ service: 'checkout' })
    const of = (claim: string) => queryIdOf(restrict(asked, constraintOf(teams, { teams: [claim] })))
    expect(of('core')).not.toBe(of('edge'))
    expect(of('core')).toBe(of('core'))
  })

  it.each<[string, Json, string]>([
    ['a claim under not', { not: { team: { claim: 'teams' } } }, 'access[0].allow.not.team'],
    ['a claim as a prefix', { team: { prefix: { claim: 'team' } } }, 'access[0].allow.team'],
    ['an unknown field', { nope: { claim: 'team' } }, 'access[0].allow.nope'],
    ['a where that is none', [], 'access[0].allow'],
    ['a value of the wrong type', { status: 'x' }, 'access[0].allow.status'],
  ])('refuse %s when they are configured', (_, allow, path) => {
    const checked = accessRules([{ allow }], defaultSchema)
    expect(checked.ok ? undefined : checked.refusal.path).toBe(path)
  })
})
