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

  const types = {
    schema: {
      ...defaultSchema,
      fields: new Map([
        ...defaultSchema.fields,
        ['price', 'double'] as const,
        ['internal', 'boolean'] as const,
        ['due', 'date'] as const,
      ]),
    },
    /** Of each type: a claim that serves, a document that it admits, one that it does not, and claims that serve nothing. */
    cases: [
      ['team', 'core', 'core', 'edge', [7, true, null, {}, ['core', 7]]],
      ['message', 'all is well', 'all is well', 'well', [7, null, ['all is well', null]]],
      ['status', 500, 500, 501, ['500', 500.5, 2 ** 60, true, [[500]]]],
      ['price', [1.5, 2], 2, 2.5, ['1.5', null, { gte: 0 }]],
      ['internal', false, false, true, ['false', 0, null, []]],
      ['due', '2026-11-24T10:00:00+01:00', '2026-11-24T09:00:00.000Z', '2026-11-24T10:00:00.000Z', ['x', true, {}]],
    ] as const,
  }

  it.each(types.cases)('take a claim for a field of any type: %s', (field, claim, admitted, other, wrong) => {
    const checked = accessRules([{ allow: { [field]: { claim: 'c' } } }], types.schema)
    if (!checked.ok) throw new Error(checked.refusal.message)
    const matches = (value: Json, given: Json) =>
      compileWhere(
        constraintOf(checked.value, { c: given }),
        types.schema,
      )(subjectOf(hit({ [field]: value }), types.schema))
    expect(matches(admitted, claim as Json)).toBe(true)
    expect(matches(other, claim as Json)).toBe(false)
    for (const none of wrong) expect(constraintOf(checked.value, { c: none as Json })).toEqual({ op: 'none' })
  })

  it('take a claim for a bound, alone and with others; one that is missing, a list, or no number admits nothing', () => {
    const levels = rules({
      allow: { status: { gte: { claim: 'from' }, lt: { claim: 'to' } }, team: { claim: 'team' } },
    })
    const claims = { from: 100, to: 300, team: 'core' }
    for (const [status, wanted] of [
      [100, true],
      [299, true],
      [300, false],
      [99, false],
    ] as const) {
      expect(admits(constraintOf(levels, claims), { status, team: 'core' })).toBe(wanted)
      expect(admits(constraintOf(levels, claims), { status, team: 'edge' })).toBe(false)
    }
    expect(admits(constraintOf(levels, claims), { team: 'core' })).toBe(false)
    for (const to of [undefined, [300], '300', null, {}, Number.POSITIVE_INFINITY]) {
      const { to: _, ...rest } = claims
      expect(constraintOf(levels, to === undefined ? rest : { ...rest, to: to as Json })).toEqual({ op: 'none' })
    }
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
    ['a bound by a claim under not', { not: { status: { lt: { claim: 'from' } } } }, 'access[0].allow.not.status'],
    ['a claim as a prefix', { team: { prefix: { claim: 'team' } } }, 'access[0].allow.team'],
    ['a claim as the words of a match', { message: { match: { claim: 'words' } } }, 'access[0].allow.message'],
    ['a claim for whether a field exists', { team: { exists: { claim: 'any' } } }, 'access[0].allow.team'],
    ['a claim in a claim', { team: { in: { claim: { claim: 'x' } } } }, 'access[0].allow.team'],
    ['a claim among values', { team: { in: [{ claim: 'x' }] } }, 'access[0].allow.team.in[0]'],
    ['a bound on a keyword', { team: { gte: { claim: 'x' } } }, 'access[0].allow.team.gte'],
    ['an unknown field', { nope: { claim: 'team' } }, 'access[0].allow.nope'],
    ['a where that is none', [], 'access[0].allow'],
    ['a value of the wrong type', { status: 'x' }, 'access[0].allow.status'],
  ])('refuse %s when they are configured', (_, allow, path) => {
    const checked = accessRules([{ allow }], defaultSchema)
    expect(checked.ok ? undefined : checked.refusal.path).toBe(path)
  })
})
